package app.versatilehub.readers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import app.versatilehub.documents.Project;
import app.versatilehub.topology.Exposure.Capability;
import app.versatilehub.topology.Exposure.EngineSocket;
import app.versatilehub.topology.Exposure.HostMount;
import app.versatilehub.topology.Exposure.PublishedPort;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.isolation.ContainerEntry;
import app.versatilehub.topology.isolation.ContainerEntry.Place;
import app.versatilehub.topology.isolation.ContainerEntry.Setting;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.NetworkAttachment;
import app.versatilehub.topology.isolation.NetworkEntry;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real files through the real loader. */
@EnabledIfEnvironmentVariable(
    named = ComposeFilesIT.PROGRAM,
    matches = ".+",
    disabledReason = "compose-reader is not built; ./versatile test builds it")
class ComposeFilesIT {

  static final String PROGRAM = "VERSATILE_COMPOSE_READER";

  private static final Path FILES = Project.file("modules/readers/src/test/resources/compose");

  /** Far below what the program allows itself, so that no test passes by its time limit. */
  private static final Duration SOON = Duration.ofSeconds(8);

  private static final Duration AT_ALL = Duration.ofSeconds(18);

  /** Half a gibibyte, and what may be asked for between two looks at it. */
  private static final long MEMORY = 1L << 30;

  @TempDir Path folder;

  // --- Good files -------------------------------------------------------------------------------

  @Test
  void readsAProjectOfSeveralFiles() {
    Inventory inventory = read(List.of(), "compose.yaml");
    assertThat(inventory.title()).isEqualTo("compose.yaml");
    assertThat(inventory.containers())
        .extracting(ContainerEntry::name)
        .containsExactly("cache", "db", "probe", "web");
    assertThat(inventory.networks())
        .extracting(NetworkEntry::name, NetworkEntry::internal)
        .containsExactly(tuple("back", true), tuple("default", false), tuple("front", false));
  }

  @Test
  void mergesAnchorsDefaultsAndFilesOfVariables() {
    assertThat(container(read(List.of(), "compose.yaml"), "web").settings())
        .containsExactly(
            new Setting(Place.ENVIRONMENT, "LEVEL", "info"),
            new Setting(Place.ENVIRONMENT, "ROLE", "web"),
            new Setting(Place.ENVIRONMENT, "TOKEN", "from-a-file"));
  }

  @Test
  void readsPortsOfEverySyntax() {
    Optional<IpAddress> loopback = Optional.of(IpAddress.of("127.0.0.1"));
    assertThat(container(read(List.of(), "compose.yaml"), "web").publishedPorts())
        .containsExactlyInAnyOrder(
            new PublishedPort(Port.of(80), Port.of(8080)),
            new PublishedPort(loopback, Port.of(9000), Port.of(9000)),
            new PublishedPort(loopback, Port.of(9001), Port.of(9001)),
            new PublishedPort(Port.of(9100), Port.of(9100)));
  }

  @Test
  void resolvesPathsWhereTheyAreWritten() {
    Inventory inventory = read(List.of(), "compose.yaml");
    assertThat(container(inventory, "web").exposures())
        .contains(new HostMount(FILES.resolve("conf").toString(), true));
    assertThat(container(inventory, "db").exposures())
        .containsExactly(new HostMount(FILES.resolve("parts/store").toString(), false));
  }

  @Test
  void extendsAServiceOfAnotherFile() {
    ContainerEntry db = container(read(List.of(), "compose.yaml"), "db");
    assertThat(db.settings())
        .containsExactly(new Setting(Place.ENVIRONMENT, "POSTGRES_DB", "shop"));
    assertThat(db.memberships().get(0).names()).containsExactly("db", "shop-db-1", "sql");
  }

  @Test
  void sharesANetwork() {
    assertThat(container(read(List.of(), "compose.yaml"), "probe").attachment())
        .isEqualTo(new NetworkAttachment.SharedWith("web"));
  }

  @Test
  void leavesOutServicesOfOtherProfiles() {
    assertThat(container(read(List.of("debug"), "compose.yaml"), "tools").exposures())
        .containsExactly(new EngineSocket());
    assertThat(read(List.of("other"), "compose.yaml").containers())
        .extracting(ContainerEntry::name)
        .doesNotContain("tools");
  }

  @Test
  void laterFilesOverrideEarlierOnes() {
    Inventory inventory = read(List.of(), "compose.yaml", "override.yaml");
    assertThat(inventory.title()).isEqualTo("compose.yaml + override.yaml");
    assertThat(container(inventory, "web").exposures())
        .containsExactly(
            new Capability("NET_ADMIN"),
            new HostMount(FILES.resolve("conf").toString(), true),
            new PublishedPort(Optional.of(IpAddress.of("127.0.0.1")), Port.of(80), Port.of(8080)));
    assertThat(inventory.networks()).extracting(NetworkEntry::internal).containsOnly(false);
  }

  @Test
  void readsAThousandServicesSoon() throws IOException {
    StringBuilder text = new StringBuilder("services:\n");
    for (int i = 0; i < 1000; i++) {
      text.append("  s%d: {image: nginx, networks: [n%d], expose: ['80']}\n".formatted(i, i % 50));
    }
    text.append("networks:\n");
    for (int i = 0; i < 50; i++) {
      text.append("  n%d:\n".formatted(i));
    }
    Path file = Files.writeString(folder.resolve("many.yaml"), text);
    long begin = System.nanoTime();
    assertThat(reader().read(List.of(file), List.of()).containers()).hasSize(1000);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SOON);
  }

  // --- Bad files --------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          empty.yaml          | empty.yaml: empty
          truncated.yaml      | truncated.yaml: yaml: while parsing a flow sequence at line 3
          prose.yaml          | prose.yaml: line 1: not a mapping of services
          binary.yaml         | binary.yaml: yaml: offset 2: control characters are not allowed
          attribute.yaml      | attribute.yaml: services.web.prots is not allowed here
          version.yaml        | version.yaml: line 1: version "99.9" is not known
          version-1.yaml      | version-1.yaml: additional properties 'web' not allowed
          extends-cycle.yaml  | Circular reference:
          include-cycle.yaml  | include cycle detected: include-cycle.yaml include
          extends-number.yaml | the parser of Compose files cannot handle this
          network.yaml        | service "a" refers to undefined network nowhere
          endless.yaml        | resolving it needs more than 512 MiB of memory
          laughs.yaml         | document contains excessive aliasing
          """)
  void refuses(String file, String reason) {
    refusesSoon(FILES.resolve("bad").resolve(file), reason);
  }

  @Test
  void refusesAVariableThatIsRequiredAndNotSet() {
    refusesSoon(
        FILES.resolve("required.yaml"),
        "error while interpolating services.web.image: required variable TAG_THAT_NOBODY_SETS is"
            + " missing a value: set the release to run");
  }

  @Test
  void refusesAFolder() {
    refusesSoon(FILES, "not a regular file");
  }

  @Test
  void namesTheBadOneOfSeveralFiles() {
    assertThatThrownBy(() -> read(List.of(), "compose.yaml", "bad/truncated.yaml"))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageStartingWith("compose.yaml + truncated.yaml: bad/truncated.yaml: yaml: ");
  }

  @Test
  void refusesAFileOfAHundredMegabytes() throws IOException {
    refusesSoon(hugeFile(), "100000000 bytes; allowed: 8388608");
  }

  @Test
  void refusesAFileThatExtendsAHugeOne() throws IOException {
    hugeFile();
    refuses(write("services: {a: {image: x, extends: {file: huge.yaml, service: a}}}"), "", AT_ALL);
  }

  @ParameterizedTest
  @CsvSource({"'[', ']', 200000, depth", "'{a: ', '}', 9000, nested deeper than 100 levels"})
  void refusesDeepNesting(String open, String close, int levels, String reason) throws IOException {
    refusesSoon(
        write(
            "services: {a: {image: x, x-b: %s%s}}"
                .formatted(open.repeat(levels), close.repeat(levels))),
        reason);
  }

  @Test
  void refusesWhatNeverComesToAnEnd() throws IOException {
    write("services: {a: {image: x, x-b: %s1%s}}".formatted("{a: ".repeat(9000), "}".repeat(9000)));
    Path including = Files.writeString(folder.resolve("outer.yaml"), "include: [compose.yaml]\n");
    refuses(including, "not resolved within 10s", AT_ALL);
  }

  private void refusesSoon(Path file, String reason) {
    refuses(file, reason, SOON);
  }

  private static void refuses(Path file, String reason, Duration limit) {
    AtomicLong peak = new AtomicLong();
    Thread watch = new Thread(() -> watch(peak));
    watch.setDaemon(true);
    watch.start();
    long begin = System.nanoTime();
    try {
      assertThatThrownBy(() -> reader().read(List.of(file), List.of()))
          .isInstanceOf(UnreadableSourceException.class)
          .hasMessageStartingWith(file.getFileName() + ": ")
          .hasMessageContaining(reason)
          .hasMessageContaining("\n    -> ")
          .hasMessageNotContaining("goroutine");
    } finally {
      watch.interrupt();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    assertThat(took).isLessThan(limit);
    assertThat(peak.get()).isLessThan(MEMORY);
  }

  /** The most memory that a child was seen to hold, where the system tells. */
  private static void watch(AtomicLong peak) {
    while (!Thread.currentThread().isInterrupted()) {
      ProcessHandle.current()
          .children()
          .mapToLong(ComposeFilesIT::mostMemory)
          .forEach(bytes -> peak.accumulateAndGet(bytes, Math::max));
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static long mostMemory(ProcessHandle process) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  private Path hugeFile() throws IOException {
    Path file = folder.resolve("huge.yaml");
    String comment = "#".repeat(99) + "\n";
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (int i = 0; i < 1_000_000; i++) {
        writer.write(comment);
      }
    }
    return file;
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("compose.yaml"), text);
  }

  private static Inventory read(List<String> profiles, String... files) {
    return reader().read(List.of(files).stream().map(FILES::resolve).toList(), profiles);
  }

  private static ComposeReader reader() {
    return new ComposeReader(Path.of(System.getenv(PROGRAM)));
  }

  private static ContainerEntry container(Inventory inventory, String name) {
    return inventory.containers().stream()
        .filter(container -> container.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
