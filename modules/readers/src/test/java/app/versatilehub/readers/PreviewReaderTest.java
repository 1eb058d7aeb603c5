package app.versatilehub.readers;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.isolation.BridgeOptions.Gateway;
import app.versatilehub.topology.isolation.ContainerEntry;
import app.versatilehub.topology.isolation.ContainerEntry.Setting;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.NetworkAttachment.Membership;
import app.versatilehub.topology.isolation.NetworkEntry;
import app.versatilehub.topology.isolation.RouteEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreviewReaderTest {

  private static final String NETWORK =
      """
      {"op":"%s","urn":"urn:pulumi:dev::p::docker:index/network:Network::%s",
       "newState":{"urn":"urn:pulumi:dev::p::docker:index/network:Network::%2$s",
                   "type":"docker:index/network:Network","inputs":{}%s}}
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"preview-create.json", "preview-replace.json", "state.json"})
  void ownStackIsRead(String fixture) throws IOException {
    Inventory inventory = PreviewReader.read(file(fixture(fixture)));

    assertThat(inventory.networks())
        .extracting(NetworkEntry::name, NetworkEntry::internal, network -> network.bridge().ipv4())
        .containsExactlyInAnyOrder(
            tuple("web", false, Gateway.NAT), tuple("chat-internal", true, Gateway.ABSENT));
    assertThat(inventory.containers())
        .extracting(ContainerEntry::name)
        .containsExactlyInAnyOrder("traefik", "chat-web", "chat-postgres");
    assertThat(container(inventory, "traefik"))
        .satisfies(
            traefik -> {
              assertThat(traefik.kind()).isEqualTo(ServiceKind.GATEWAY);
              assertThat(traefik.memberships())
                  .containsExactly(on("web", "traefik", "versatile-traefik"));
              assertThat(traefik.exposures())
                  .containsExactly(
                      new Exposure.PublishedPort(Port.of(80), Port.of(80)),
                      new Exposure.PublishedPort(Port.of(443), Port.of(443)),
                      new Exposure.EngineSocket());
            });
    assertThat(container(inventory, "chat-postgres"))
        .satisfies(
            postgres -> {
              assertThat(postgres.kind()).isEqualTo(ServiceKind.DATASTORE);
              assertThat(postgres.ports()).containsExactly(Port.of(5432));
              assertThat(postgres.memberships())
                  .containsExactly(on("chat-internal", "chat-postgres", "versatile-chat-postgres"));
              assertThat(postgres.settings())
                  .extracting(Setting::name)
                  .contains("POSTGRES_DB", "POSTGRES_PASSWORD_FILE");
            });
    assertThat(container(inventory, "chat-web").memberships())
        .extracting(Membership::network)
        .containsExactlyInAnyOrder("chat-internal", "web");
    assertThat(inventory.routes())
        .containsExactly(
            new RouteEntry(
                "chat.versatile.localhost",
                "chat-web",
                Optional.of(Port.of(3000)),
                Optional.of("web")));
    assertThat(inventory.title()).endsWith(" of stack versatile-hub/dev");
  }

  @Test
  void previewThatLeavesOutWhatStaysIsRefused() throws IOException {
    assertRefused(
        fixture("preview-without-sames.json"),
        ": leaves out 4 of the resources that stay as they are",
        "make it with 'pulumi preview --json --show-sames'");
  }

  @Test
  void stackOfAnotherLanguageIsRead() throws IOException {
    Inventory inventory = PreviewReader.read(file(fixture("preview-yaml.json")));

    assertThat(inventory.title()).isEqualTo("preview of stack shop/prod");
    assertThat(container(inventory, "db-91be02d"))
        .satisfies(
            db -> {
              assertThat(db.kind()).isEqualTo(ServiceKind.DATASTORE);
              assertThat(db.memberships())
                  .containsExactly(on("backend-4f2a9c1", "db", "db-91be02d"));
              assertThat(db.settings()).extracting(Setting::value).containsExactly("shop");
            });
    assertThat(container(inventory, "web").kind()).isEqualTo(ServiceKind.GATEWAY);
    assertThat(container(inventory, "web").memberships()).containsExactly(on("bridge"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"same", "create", "update", "replace", "import", "refresh"})
  void whatIsThereCounts(String op) {
    assertThat(networks(steps(NETWORK.formatted(op, "a", "")))).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "discard", "delete-replaced", "remove-pending-replace"})
  void whatGoesDoesNot(String op) {
    assertThat(
            networks(
                steps(
                    NETWORK.formatted("create", "a", ""),
                    NETWORK.formatted(op, "b", ""),
                    "{\"op\":\"%s\",\"urn\":\"urn:pulumi:dev::p::t::c\"}".formatted(op))))
        .containsExactly("a");
  }

  @Test
  void replacementIsReadOnce() {
    assertThat(
            networks(
                steps(
                    NETWORK.formatted("create-replacement", "a", ""),
                    NETWORK.formatted("replace", "a", ""),
                    NETWORK.formatted("delete-replaced", "a", ""))))
        .containsExactly("a");
  }

  @Test
  void whatIsOnlyLookedUpIsNotMade() {
    assertThat(
            networks(
                steps(
                    NETWORK.formatted("create", "a", ""),
                    NETWORK.formatted("read", "b", ",\"external\":true"))))
        .containsExactly("a");
  }

  @Test
  void missingFileIsRefused() {
    assertThatThrownBy(() -> PreviewReader.read(folder.resolve("gone")))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessage(folder.resolve("gone") + ": is not there\n    -> give the path of a file");
    assertThatThrownBy(() -> PreviewReader.read(folder))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageContaining(": is not a file");
  }

  @Test
  void hugeFileIsRefusedAtOnce() throws IOException {
    Path huge = folder.resolve("huge.json");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(100L << 20);
    }

    long start = System.nanoTime();
    assertThatThrownBy(() -> PreviewReader.read(huge))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageContaining("is larger than 32 MiB");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  @Timeout(10)
  void manySmallPartsAreRefused() {
    assertRefused("{\"steps\":[" + "0,".repeat(2_000_000) + "0]}", "has more than 2000000 parts");
    assertRefused("{\"steps\":[" + "[],".repeat(1_000_000) + "0]}", "more than 2000000 parts");
  }

  @Test
  @Timeout(10)
  void deepNestingIsRefused() {
    assertRefused("{\"a\":".repeat(1000), "line 1, column ", "is nested deeper than 100 levels");
    assertRefused("[".repeat(10_000_000), "is nested deeper than 100 levels");
  }

  @Test
  @Timeout(10)
  void longTextIsRefused() {
    assertRefused(
        "{\"steps\":\"" + "x".repeat(11_000_000), "texts of more than 10000000 characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\n\n"})
  void emptyFileIsRefused(String text) {
    assertRefused(text, ": is empty");
  }

  @Test
  void truncatedFileIsRefusedWhereverItEnds() throws IOException {
    String whole = fixture("preview-create.json").strip();
    for (int end = 1; end < whole.length(); end += 397) {
      assertRefused(whole.substring(0, end), " line ", ", column ");
    }
    assertRefused(whole.substring(0, 1000), "ends before the JSON does");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Previewing update (dev)  | line 1, column 12: is not JSON",
        "{\"steps\":[],}           | line 1, column 14: is not JSON",
        "{\"steps\":1,\"steps\":2}  | : says the same thing twice",
        "[]                       | is not an object",
        "{}                       | at /steps: is not a list of steps",
        "{\"steps\":{}}            | at /steps: is not a list of steps",
        "{\"steps\":null}          | at /steps: is not a list of steps",
        "{\"steps\":[1]}           | at /steps/0/op: is not a text",
        "{\"steps\":[{\"op\":\"fly\",\"urn\":\"u\"}]}  | at /steps/0/op: is not an operation",
        "{\"steps\":[{\"op\":\"create\"}]} | at /steps/0/urn: is not a text",
        "{\"steps\":[{\"op\":\"create\",\"urn\":\"u\"}]} | at /steps/0/newState: is not a resource",
        "{\"steps\":[{\"op\":\"same\",\"urn\":\"u\",\"newState\":{\"urn\":\"u\"}}]} | at /steps/0/newState: 'u' is not a URN",
        "{\"steps\":[{\"op\":\"same\",\"urn\":\"u\",\"newState\":{\"urn\":\"urn:pulumi:a::b::c::d\"}}]} | at /steps/0/newState/type: is not a text",
        "{\"steps\":[]}            | has no network, container or service of the Docker provider",
        "{\"sequence\":0,\"timestamp\":1,\"preludeEvent\":{}} | is one event of a stream"
      })
  void wrongShapeIsRefused(String json, String message) {
    assertRefused(json, message);
  }

  @Test
  void streamOfEventsIsRefused() {
    assertRefused(
        "{\"sequence\":0,\"timestamp\":1}\n{\"sequence\":1,\"timestamp\":1}\n",
        "line 2",
        "goes on after the JSON, as a stream of events does");
  }

  @Test
  void inputsMustBeThere() {
    assertRefused(
        steps(NETWORK.formatted("create", "a", "").replace("\"inputs\":{}", "\"inputs\":1")),
        "at /steps/0/newState/inputs: is not an object");
  }

  @Test
  void repeatedResourceIsRefused() {
    assertRefused(
        steps(NETWORK.formatted("create", "a", ""), NETWORK.formatted("same", "a", "")),
        "at /steps/1/newState: the resource urn:pulumi:dev::p::docker:index/network:Network::a comes twice");
  }

  @Test
  void failedPreviewIsRefused() {
    String step = NETWORK.formatted("create", "a", "");

    assertRefused(
        "{\"steps\":[%s],\"diagnostics\":[{\"severity\":\"warning\",\"message\":\"w\"},{\"severity\":\"error\",\"message\":\"it broke\\nhere\"}]}"
            .formatted(step),
        "at /diagnostics/1: the preview failed: it broke\n    -> correct the program");
    assertRefused("{\"steps\":[%s],\"maybeCorrupt\":true}".formatted(step), "may be corrupt");
    assertThat(
            networks(
                "{\"steps\":[%s],\"diagnostics\":[{\"severity\":\"warning\",\"message\":\"w\"}]}"
                    .formatted(step)))
        .containsExactly("a");
  }

  @Test
  void severalEnginesAreRefused() {
    String provider =
        """
        {"op":"create","urn":"%s","newState":{"urn":"%1$s","type":"pulumi:providers:docker","inputs":{"host":"ssh://%s"}}}
        """;
    String one = "urn:pulumi:dev::p::pulumi:providers:docker::one";
    String two = "urn:pulumi:dev::p::pulumi:providers:docker::two";
    String on = ",\"provider\":\"%s::id\"";

    assertRefused(
        steps(
            provider.formatted(one, "a"),
            provider.formatted(two, "b"),
            NETWORK.formatted("create", "a", on.formatted(one)),
            NETWORK.formatted("create", "b", on.formatted(two))),
        "spans 2 engines");
    assertThat(
            networks(
                steps(
                    provider.formatted(one, "a"),
                    provider.formatted(two, "a"),
                    NETWORK.formatted("create", "a", on.formatted(one)),
                    NETWORK.formatted("create", "b", on.formatted(two)))))
        .containsExactly("a", "b");
  }

  @Test
  void encodingIsFoundOut() throws IOException {
    Path file = folder.resolve("utf-16.json");
    Files.write(file, ("\uFEFF" + steps(NETWORK.formatted("create", "a", ""))).getBytes(UTF_16LE));

    assertThat(PreviewReader.read(file).networks()).hasSize(1);
  }

  @Test
  @Timeout(10)
  void thousandContainersAreReadInNoTime() {
    StringBuilder json = new StringBuilder("{\"steps\":[" + NETWORK.formatted("create", "a", ""));
    for (int i = 0; i < 1000; i++) {
      json.append(
          """
          ,{"op":"create","urn":"urn:pulumi:dev::p::t::c%d",
            "newState":{"urn":"urn:pulumi:dev::p::t::c%1$d","type":"docker:index/container:Container",
              "inputs":{"image":"app:1","name":"c%1$d","networksAdvanced":[{"name":"04da6b54-80e4-46f7-96ec-b56ff0331ba9"}]},
              "propertyDependencies":{"networksAdvanced":["urn:pulumi:dev::p::docker:index/network:Network::a"]}}}
          """
              .formatted(i));
    }

    assertThat(PreviewReader.read(file(json + "]}")).containers()).hasSize(1000);
  }

  private void assertRefused(String json, String... parts) {
    assertThatThrownBy(() -> PreviewReader.read(file(json)))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageStartingWith(folder.resolve("preview.json").toString())
        .hasMessageContainingAll(parts)
        .hasMessageContaining("\n    -> ");
  }

  private List<String> networks(String json) {
    return PreviewReader.read(file(json)).networks().stream().map(NetworkEntry::name).toList();
  }

  private static String steps(String... steps) {
    return "{\"steps\":[%s]}".formatted(String.join(",", steps));
  }

  private Path file(String text) {
    try {
      return Files.writeString(folder.resolve("preview.json"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String fixture(String name) throws IOException {
    try (InputStream in = requireNonNull(PreviewReaderTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static ContainerEntry container(Inventory inventory, String name) {
    return inventory.containers().stream()
        .filter(container -> container.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Membership on(String network, String... names) {
    return new Membership(network, new TreeSet<>(List.of(names)));
  }
}
