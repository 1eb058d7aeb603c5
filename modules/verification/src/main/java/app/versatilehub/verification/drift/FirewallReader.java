package app.versatilehub.verification.drift;

import app.versatilehub.verification.engine.EngineFacts;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Reads the packet filter of this host, if an engine's networks are on it. */
public final class FirewallReader {

  /** For each of the programs that print rules. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final int LARGEST = 8 << 20;

  /** Not on the path of every user. */
  private static final List<Path> FOLDERS =
      List.of(Path.of("/usr/sbin"), Path.of("/sbin"), Path.of("/usr/local/sbin"));

  /**
   * The host's own choice first; an engine that was started with another one has its rules there.
   */
  private static final List<String> VARIANTS = List.of("-save", "-nft-save", "-legacy-save");

  private static final String BUILT_IN = "docker0";

  /** Comments, warnings among them, tables, chains, rules and the end of a table. */
  private static final Pattern LINE = Pattern.compile("(?:[*:#\\[]|-[A-Z] |COMMIT).*|\\s*");

  private final List<Path> folders;
  private final Duration patience;

  /**
   * A reader.
   *
   * @param folders where the programs may be, the first choice first
   * @param patience with each of them
   */
  FirewallReader(List<Path> folders, Duration patience) {
    this.folders = List.copyOf(folders);
    this.patience = patience;
  }

  /** What {@code iptables} and {@code ip6tables} keep, or why they could not be asked. */
  public static Firewall read(EngineSnapshot engine) {
    return new FirewallReader(FOLDERS, PATIENCE).rulesOf(engine);
  }

  Firewall rulesOf(EngineSnapshot engine) {
    Optional<String> obstacle = obstacle(engine);
    if (obstacle.isPresent()) {
      return Firewall.unknown(obstacle.get());
    }
    try {
      String ipv4 = rules("iptables");
      return new Firewall.Rules(Ruleset.parse(ipv4), ipv6());
    } catch (IOException e) {
      return Firewall.unknown(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Firewall.unknown("interrupted");
    }
  }

  private static Optional<String> obstacle(EngineSnapshot snapshot) {
    EngineFacts engine = snapshot.engine();
    if (!engine.local()) {
      return Optional.of("the engine is on another host");
    }
    if (engine.usesNftables()) {
      return Optional.of("the engine keeps its rules in nftables, which is not read");
    }
    if (engine.securityOptions().stream().anyMatch(option -> option.startsWith("name=rootless"))) {
      return Optional.of("the engine is rootless, and its rules are in a namespace of its own");
    }
    List<String> bridges =
        snapshot.networks().stream()
            .flatMap(network -> network.bridge().stream())
            // Every engine has one of that name.
            .filter(bridge -> !bridge.equals(BUILT_IN))
            .toList();
    return bridges.isEmpty() || bridges.stream().anyMatch(FirewallReader::isHere)
        ? Optional.empty()
        : Optional.of("the engine's bridges are not among this host's interfaces");
  }

  private static boolean isHere(String bridge) {
    try {
      return NetworkInterface.getByName(bridge) != null;
    } catch (SocketException e) {
      return false;
    }
  }

  /** Hosts without IPv6 may lack the program. */
  private Ruleset ipv6() throws InterruptedException {
    try {
      return Ruleset.parse(rules("ip6tables"));
    } catch (IOException e) {
      return Ruleset.EMPTY;
    }
  }

  /** Of the variants that are here the one with the engine's chains, or else the first. */
  private String rules(String program) throws IOException, InterruptedException {
    List<Path> found =
        VARIANTS.stream().flatMap(variant -> find(program + variant).stream()).toList();
    if (found.isEmpty()) {
      throw new IOException(program + "-save is not installed");
    }
    String first = run(found.get(0));
    if (isTheEngines(first)) {
      return first;
    }
    for (Path other : found.subList(1, found.size())) {
      String rules = run(other);
      if (isTheEngines(rules)) {
        return rules;
      }
    }
    return first;
  }

  private static boolean isTheEngines(String rules) {
    return rules.contains("\n:DOCKER");
  }

  private Optional<Path> find(String program) {
    return folders.stream()
        .map(folder -> folder.resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private String run(Path program) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(program.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      process.getOutputStream().close();
      CompletableFuture<byte[]> output =
          CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
      byte[] bytes = output.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (bytes.length > LARGEST) {
        throw new IOException("%s prints more than %d bytes".formatted(program, LARGEST));
      }
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("%s does not end".formatted(program));
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            "%s ends with %d; it needs root".formatted(program, process.exitValue()));
      }
      return checked(program, new String(bytes, StandardCharsets.UTF_8));
    } catch (TimeoutException e) {
      throw new IOException(
          "%s gives no answer within %d s".formatted(program, patience.toSeconds()), e);
    } catch (ExecutionException e) {
      throw new IOException("%s cannot be read".formatted(program), e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** No rule at all is an answer, too; what is no rule must not be taken for none. */
  private static String checked(Path program, String text) throws IOException {
    Optional<String> other = text.lines().filter(line -> !LINE.matcher(line).matches()).findFirst();
    if (other.isPresent()) {
      throw new IOException(
          "%s prints what is no rule: %s".formatted(program, other.get().strip()));
    }
    return text;
  }

  private static byte[] read(InputStream stream) {
    try (stream) {
      return stream.readNBytes(LARGEST + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
