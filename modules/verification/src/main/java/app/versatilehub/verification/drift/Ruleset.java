package app.versatilehub.verification.drift;

import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Cidr;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code iptables-save} prints.
 *
 * @param policies what becomes of packets that no rule decides, by table and chain with a slash
 *     between: {@code filter/FORWARD}; only of the kernel's own chains
 * @param rules the rules in their order
 */
public record Ruleset(SortedMap<String, String> policies, List<Rule> rules) {

  /** No rule at all. */
  public static final Ruleset EMPTY = new Ruleset(new TreeMap<>(), List.of());

  private static final Pattern POLICY = Pattern.compile(":(\\S+) (\\S+).*");

  /** A word, or several in quotes with backslashes before inner quotes. */
  private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"|(\\S+)");

  public Ruleset {
    policies = Collections.unmodifiableSortedMap(new TreeMap<>(policies));
    rules = List.copyOf(rules);
  }

  /** Reads what {@code iptables-save} printed; lines that are something else play no part. */
  public static Ruleset parse(String text) {
    SortedMap<String, String> policies = new TreeMap<>();
    List<Rule> rules = new ArrayList<>();
    String table = "";
    for (String line : (Iterable<String>) text.lines()::iterator) {
      Matcher policy = POLICY.matcher(line);
      if (line.startsWith("*")) {
        table = line.substring(1).strip();
      } else if (policy.matches()) {
        if (!policy.group(2).equals("-")) {
          policies.put(table + "/" + policy.group(1), policy.group(2));
        }
      } else if (line.startsWith("-A ")) {
        List<String> words = words(line.substring(3));
        if (!words.isEmpty()) {
          rules.add(new Rule(table, words.get(0), words.subList(1, words.size())));
        }
      }
    }
    return new Ruleset(policies, rules);
  }

  private static List<String> words(String line) {
    return WORD.matcher(line)
        .results()
        .map(
            found ->
                found.group(1) == null
                    ? found.group(2)
                    : found.group(1).replaceAll("\\\\(.)", "$1"))
        .collect(Collectors.toList());
  }

  Optional<String> policy(String table, String chain) {
    return Optional.ofNullable(policies.get(table + "/" + chain));
  }

  /** The rules of one chain. */
  List<Rule> chain(String table, String chain) {
    return rules.stream()
        .filter(rule -> rule.table().equals(table) && rule.chain().equals(chain))
        .toList();
  }

  /**
   * One rule.
   *
   * @param table such as {@code filter}
   * @param chain such as {@code FORWARD}
   * @param words what it matches and does, in the words of {@code iptables}
   */
  public record Rule(String table, String chain, List<String> words) {

    public Rule {
      requireNonNull(table, "table");
      requireNonNull(chain, "chain");
      words = List.copyOf(words);
    }

    /** The chain or verdict that it sends packets to; empty where it only counts. */
    String target() {
      return value("-j").or(() -> value("-g")).orElse("");
    }

    /** The word after {@code option}, unless the match is negated. */
    Optional<String> value(String option) {
      int at = words.indexOf(option);
      boolean negated = at > 0 && words.get(at - 1).equals("!");
      return at < 0 || negated || at + 1 >= words.size()
          ? Optional.empty()
          : Optional.of(words.get(at + 1));
    }

    /** Whether it only lets answers through, to what has been let through before. */
    boolean onlyAnswers() {
      return value("--ctstate").or(() -> value("--state")).stream()
          .flatMap(states -> Stream.of(states.split(",", -1)))
          .map(state -> state.equals("RELATED") || state.equals("ESTABLISHED"))
          .reduce(Boolean::logicalAnd)
          .orElse(false);
    }

    /** The range that {@code option} limits it to; absent for none, and for one not understood. */
    Optional<Cidr> range(String option) {
      return value(option)
          .flatMap(
              text -> {
                try {
                  return Optional.of(Cidr.of(text));
                } catch (IllegalArgumentException e) {
                  return Optional.empty();
                }
              });
    }

    /** As {@code iptables} takes it, from the chain on. */
    String commandLine() {
      return Stream.concat(Stream.of(chain), words.stream())
          .map(Cure::quoted)
          .collect(Collectors.joining(" "));
    }
  }
}
