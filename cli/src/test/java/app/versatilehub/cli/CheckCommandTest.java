package app.versatilehub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.cli.TestRun.Result;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.isolation.BridgeOptions;
import app.versatilehub.topology.isolation.ContainerEntry;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.NetworkAttachment;
import app.versatilehub.topology.isolation.NetworkAttachment.Membership;
import app.versatilehub.topology.isolation.NetworkEntry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckCommandTest {

  private static final String OPEN_DATABASE = "datastore-exposed";

  @TempDir Path directory;

  private TestRun run;

  @BeforeEach
  void sources() throws IOException {
    settings(0);
    run =
        new TestRun(directory)
            .with("closed.yaml", inventory(true))
            .with("open.yaml", inventory(false))
            .with("state", inventory(false));
  }

  private Result check(String... arguments) {
    return run.run("check", arguments);
  }

  private JsonNode json(String... arguments) throws IOException {
    String[] all =
        Stream.concat(Stream.of(arguments), Stream.of("--format", "json")).toArray(String[]::new);
    return new JsonMapper().readTree(check(all).out());
  }

  @Nested
  class Verdict {

    @Test
    void ofTheOwnStackIsThatItPassesWithItsWaivers() {
      Result result = check();

      assertThat(result.err()).isEmpty();
      assertThat(result.out()).startsWith("stack versatile-hub/dev: passes\n");
      assertThat(result.exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
      "--compose closed.yaml, 0",
      "--compose open.yaml, 1",
      "--preview open.yaml, 1",
      "--state -, 1"
    })
    void isTheExitCodeWhateverTheSource(String source, int exitCode) {
      Result result = check(source.split(" "));

      assertThat(result.err()).isEmpty();
      assertThat(result.exitCode()).isEqualTo(exitCode);
      assertThat(result.out().contains("[" + OPEN_DATABASE + "]")).isEqualTo(exitCode == 1);
    }

    @Test
    void dependsOnWhatFails() {
      run.with("ipv6.yaml", ipv6());

      assertThat(check("--compose", "ipv6.yaml", "--fail-on", "error").exitCode()).isZero();
      assertThat(check("--compose", "ipv6.yaml", "--fail-on", "warning").exitCode()).isEqualTo(1);
    }

    @Test
    void dependsOnHowManyCompromisesTheSettingsAllowFor() throws IOException {
      settings(9);

      assertThat(check().exitCode()).isEqualTo(1);
      assertThat(check().out()).contains("[datastore-within-reach]");
      assertThat(check("--compromises", "0").exitCode()).isZero();
    }

    @Test
    void dependsOnTheEngine() throws IOException {
      run.with("ipv6.yaml", ipv6());

      assertThat(json("--compose", "ipv6.yaml").findValuesAsText("rule"))
          .contains("unfiltered-ipv6");
      assertThat(json("--compose", "ipv6.yaml", "--engine", "28.5.2").findValuesAsText("rule"))
          .doesNotContain("unfiltered-ipv6");
    }
  }

  @Nested
  class Waivers {

    @ParameterizedTest
    @CsvSource({"2026-12-01, 0", "2026-11-30, 1"})
    void countToTheirLastDay(String expires, int exitCode) throws IOException {
      Files.writeString(
          directory.resolve("waivers.yaml"),
          findings("open.yaml")
              .map(
                  finding ->
                      "- {rule: %s, subject: '%s', reason: because, expires: %s}\n"
                          .formatted(
                              finding.path("rule").asText(),
                              finding.path("subject").asText(),
                              expires))
              .reduce("", String::concat));

      Result result =
          check(
              "--compose", "open.yaml", "--waivers", directory.resolve("waivers.yaml").toString());

      assertThat(result.err()).isEmpty();
      assertThat(result.exitCode()).isEqualTo(exitCode);
      assertThat(result.out().contains("-> until 2026-12-01: because")).isEqualTo(exitCode == 0);
    }

    @Test
    void ofAFileThatIsWrongAreRefused() throws IOException {
      Path file = Files.writeString(directory.resolve("waivers.yaml"), "- rule: nope\n");

      Result result = check("--compose", "open.yaml", "--waivers", file.toString());

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).contains("waivers[0].rule", "'nope' is not a rule");
    }

    private Stream<JsonNode> findings(String file) throws IOException {
      return json("--compose", file).path("findings").valueStream();
    }
  }

  @Nested
  class Report {

    @Test
    void goesToAFileWithoutColours() throws IOException {
      Path file = directory.resolve("report.sarif");

      Result result =
          check("--compose", "open.yaml", "--format", "sarif", "--output", file.toString());

      assertThat(result.out()).isEmpty();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(new JsonMapper().readTree(file.toFile()).at("/runs/0/results/0/ruleId").asText())
          .isNotEmpty();
    }

    @Test
    void thatCannotBeWrittenIsNoVerdict() {
      Result result = check("--output", directory.resolve("no/such/folder").toString());

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains("no/such/folder: cannot be written", "-> ");
    }

    @Test
    void saysByWhatMeasure() throws IOException {
      JsonNode report = json("--compose", "open.yaml", "--compromises", "3");

      assertThat(report.path("compromises").asInt()).isEqualTo(3);
      assertThat(report.path("today").asText()).isEqualTo("2026-12-01");
      assertThat(report.path("failOn").asText()).isEqualTo("error");
      assertThat(report.path("passes").asBoolean()).isFalse();
      assertThat(report.path("source").asText()).isEqualTo("open.yaml");
    }

    @Test
    void namesTheStacksFile() throws IOException {
      assertThat(json().path("files").get(0).asText())
          .endsWith(directory.getFileName() + "/Pulumi.dev.yaml");
    }
  }

  @Nested
  class Explaining {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            chat-web | chat-postgres:5432 | chat-web reaches chat-postgres:5432 as things are.
            Internet | chat-postgres:5432 | Internet reaches chat-postgres:5432 only by taking over
            agent | hub-db:3306 | agent reaches hub-db:3306 only by taking over
            hub-db | hub-db:3306 | hub-db:3306 is hub-db itself.
            """)
    void saysWhetherAndHow(String source, String destination, String answer) {
      Result result = check("--explain", source, destination);

      assertThat(result.err()).isEmpty();
      assertThat(result.out()).startsWith(answer);
      assertThat(result.exitCode()).isZero();
    }

    @Test
    void showsTheWay() {
      assertThat(check("--explain", "chat-web", "chat-postgres:5432").out())
          .endsWith("    chat-web -> network chat-internal -> chat-postgres:5432\n");
    }

    @Test
    void saysWhatStaysClosed() {
      run.with("apart.yaml", apart());

      assertThat(check("--compose", "apart.yaml", "--explain", "network a", "db:5432").out())
          .isEqualTo("network a does not reach db:5432, whatever is taken over.\n");
    }

    @ParameterizedTest
    @CsvSource(
        quoteCharacter = '"',
        value = {
          "chat-wbe, chat-postgres:5432, 'chat-wbe' is no source there",
          "chat-web, chat-postgres:5433, 'chat-postgres:5433' is no destination there"
        })
    void refusesWhatIsNotThere(String source, String destination, String message) {
      Result result = check("--explain", source, destination);

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).startsWith(message).contains("-> use one of: ");
    }
  }

  @Nested
  class Refusing {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "--stack dev --compose open.yaml",
          "--preview open.yaml --compose open.yaml",
          "--preview open.yaml --state -",
          "--profile x",
          "--preview open.yaml --profile x",
          "--waivers waivers.yaml",
          "--engine new",
          "--format xml",
          "--fail-on never",
          "--compromises -1",
          "--compromises many",
          "--explain agent",
          "--compose",
          "--state nowhere.json",
          "--stack nope"
        })
    void isNoVerdict(String arguments) {
      Result result = check(arguments.split(" "));

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).isNotEmpty().doesNotContain("\tat ", "this is a defect");
    }

    @Test
    void namesTheAllowedReleases() {
      assertThat(check("--engine", "new").err())
          .contains("'new' is not an engine version; allowed:");
    }
  }

  @Test
  void whatCannotBeReadIsNoVerdict() {
    Result result = check("--preview", "unreadable.json");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isEqualTo("unreadable.json: is broken\n    -> mend it\n");
  }

  @Test
  void composeFilesAndProfilesAreReadTogether() {
    check("--compose", "open.yaml", "--compose", "closed.yaml", "--profile", "a", "--profile", "b");
    check("--compose", "open.yaml", "closed.yaml");

    assertThat(run.asked())
        .containsExactly(
            "compose [open.yaml, closed.yaml] [a, b]", "compose [open.yaml, closed.yaml] []");
  }

  @Test
  void theStandardInputIsTheState() {
    check("--state", "-");

    assertThat(run.asked()).containsExactly("state deployed stack dev: the standard input");
  }

  /** Those of a stack that waives what its gateway needs. */
  private void settings(int compromises) throws IOException {
    Files.writeString(
        directory.resolve("Pulumi.dev.yaml"),
        """
        config:
          versatile-hub:isolation:
            compromises: %d
            waivers:
              - rule: engine-socket
                subject: service traefik
                reason: it reads its routes there
                expires: 2027-01-31
        """
            .formatted(compromises));
  }

  static Inventory inventory(boolean internal) {
    return inventory(
        internal ? "closed.yaml" : "open.yaml",
        List.of(network("front", false), network("back", internal)),
        List.of(
            container("app", ServiceKind.APP, 80, "front", "back"),
            container("db", ServiceKind.DATASTORE, 5432, "back")));
  }

  private static Inventory ipv6() {
    return inventory(
        "ipv6.yaml",
        List.of(
            new NetworkEntry(
                "front", "bridge", false, false, true, List.of(), BridgeOptions.DEFAULT)),
        List.of(container("app", ServiceKind.APP, 80, "front")));
  }

  private static Inventory apart() {
    return inventory(
        "apart.yaml",
        List.of(network("a", true), network("b", true)),
        List.of(
            container("app", ServiceKind.APP, 80, "a"),
            container("db", ServiceKind.DATASTORE, 5432, "b")));
  }

  private static Inventory inventory(
      String title, List<NetworkEntry> networks, List<ContainerEntry> containers) {
    return new Inventory(
        title, Optional.empty(), networks, containers, List.of(), Optional.empty());
  }

  private static NetworkEntry network(String name, boolean internal) {
    BridgeOptions.Gateway gateway =
        internal ? BridgeOptions.Gateway.ABSENT : BridgeOptions.Gateway.NAT;
    return new NetworkEntry(
        name,
        "bridge",
        internal,
        false,
        false,
        List.of(),
        new BridgeOptions(gateway, gateway, true));
  }

  private static ContainerEntry container(
      String name, ServiceKind kind, int port, String... networks) {
    return new ContainerEntry(
        name,
        kind,
        new NetworkAttachment.Networks(
            Stream.of(networks)
                .map(network -> new Membership(network, Collections.emptySortedSet()))
                .toList()),
        new TreeSet<>(List.of(Port.of(port))),
        true,
        List.of(),
        List.of());
  }
}
