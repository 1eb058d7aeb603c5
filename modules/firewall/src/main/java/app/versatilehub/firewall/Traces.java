package app.versatilehub.firewall;

import static java.util.Objects.requireNonNull;

import app.versatilehub.firewall.HostFacts.Ufw;
import app.versatilehub.topology.Port;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is changed on the host beside the table of our own, so that all of it can be taken back.
 *
 * @param incoming what ufw did with incoming packets before; absent where it was left as it was
 * @param rules the rules that ufw got from us, in its own words: {@code allow 22/tcp}
 * @param kernel settings of the kernel that are on now, each with its value before
 */
public record Traces(
    Optional<String> incoming, SortedSet<String> rules, SortedMap<String, String> kernel) {

  /** Nothing was changed. */
  public static final Traces NONE = new Traces(Optional.empty(), new TreeSet<>(), new TreeMap<>());

  private static final String INCOMING = "incoming ";
  private static final String RULE = "rule ";
  private static final String KERNEL = "kernel ";
  private static final String COMMENT = "versatile-hub";
  private static final String ON = "1";
  private static final String OFF = "0";

  public Traces {
    requireNonNull(incoming, "incoming");
    rules = Collections.unmodifiableSortedSet(new TreeSet<>(rules));
    kernel = Collections.unmodifiableSortedMap(new TreeMap<>(kernel));
  }

  /**
   * What there will be once {@code wanted} is applied. A rule that somebody else gave ufw stays
   * theirs.
   *
   * @param host the host as it is
   * @param before what there is of us now
   */
  public static Traces of(RuleSet wanted, HostFacts host, Traces before) {
    SortedMap<String, String> kernel = kernel(wanted, host, before);
    if (host.ufw().isEmpty()) {
      return new Traces(Optional.empty(), new TreeSet<>(), kernel);
    }
    Ufw ufw = host.ufw().get();
    TreeSet<String> rules = new TreeSet<>();
    Stream.of(wanted.ssh(), wanted.published())
        .flatMap(Collection::stream)
        .map(Traces::allow)
        .filter(rule -> before.rules().contains(rule) || !ufw.rules().contains(rule))
        .forEach(rules::add);
    Optional<String> incoming =
        before.incoming().or(() -> Optional.of(ufw.incoming()).filter("allow"::equals));
    return new Traces(incoming, rules, kernel);
  }

  private static SortedMap<String, String> kernel(RuleSet wanted, HostFacts host, Traces before) {
    SortedMap<String, String> kernel = new TreeMap<>();
    if (wanted.members().isPresent()) {
      for (String setting : HostFacts.BRIDGE_FILTER) {
        String value = host.bridgeFilter().getOrDefault(setting, OFF);
        String earlier = before.kernel().get(setting);
        if (earlier != null) {
          kernel.put(setting, earlier);
        } else if (!value.equals(ON)) {
          kernel.put(setting, value);
        }
      }
    }
    return kernel;
  }

  private static String allow(Port port) {
    return "allow %s/tcp".formatted(port);
  }

  /** The commands that lead from these traces to {@code other}. */
  public List<List<String>> to(Traces other) {
    List<List<String>> commands = new ArrayList<>();
    // Opens before it closes.
    other.rules().stream()
        .filter(rule -> !rules.contains(rule))
        .forEach(rule -> commands.add(words("ufw " + rule + " comment " + COMMENT)));
    rules.stream()
        .filter(rule -> !other.rules().contains(rule))
        .forEach(rule -> commands.add(words("ufw delete " + rule)));
    if (incoming.isEmpty() && other.incoming().isPresent()) {
      commands.add(words("ufw default deny incoming"));
    }
    if (incoming.isPresent() && other.incoming().isEmpty()) {
      commands.add(words("ufw default %s incoming".formatted(incoming.get())));
    }
    if (!kernel.keySet().containsAll(other.kernel().keySet())) {
      commands.add(List.of("modprobe", "br_netfilter"));
    }
    other.kernel().keySet().stream()
        .filter(setting -> !kernel.containsKey(setting))
        .forEach(setting -> commands.add(assignment(setting, ON)));
    kernel.forEach(
        (setting, value) -> {
          if (!other.kernel().containsKey(setting)) {
            commands.add(assignment(setting, value));
          }
        });
    return commands;
  }

  private static List<String> assignment(String setting, String value) {
    return List.of("sysctl", "-q", "-w", setting + "=" + value);
  }

  private static List<String> words(String command) {
    return List.of(command.split(" ", -1));
  }

  /** As {@link #parse} reads it. */
  public String text() {
    return Stream.of(
            incoming.stream().map(value -> INCOMING + value),
            rules.stream().map(rule -> RULE + rule),
            kernel.entrySet().stream()
                .map(entry -> KERNEL + entry.getKey() + " " + entry.getValue()))
        .flatMap(lines -> lines)
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException if it did not
   */
  public static Traces parse(String text) {
    Optional<String> incoming = Optional.empty();
    TreeSet<String> rules = new TreeSet<>();
    SortedMap<String, String> kernel = new TreeMap<>();
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ", -1);
      if (line.startsWith(INCOMING) && words.length == 2) {
        incoming = Optional.of(words[1]);
      } else if (line.startsWith(RULE)) {
        rules.add(line.substring(RULE.length()));
      } else if (line.startsWith(KERNEL) && words.length == 3) {
        kernel.put(words[1], words[2]);
      } else {
        throw new IllegalArgumentException("'%s' is not a trace of the firewall".formatted(line));
      }
    }
    return new Traces(incoming, rules, kernel);
  }
}
