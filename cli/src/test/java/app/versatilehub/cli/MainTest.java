package app.versatilehub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineState;
import app.versatilehub.topology.EngineState.ExistingContainer;
import app.versatilehub.topology.EngineState.HostRoute;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.Port;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

class MainTest {

  /**
   * The matrix of the architecture document, with its hub-redis-* as the two that there are, the
   * network of the gateway and its proxy, and the ways to the Internet.
   */
  private static final List<String> DOCUMENTED =
      List.of(
          "| **agent** | ✓ | ✓ | ✗ | ✗ | ✗ | ✗ | ✓ |",
          "| **chat-web** | ✓ | ✗ | ✗ | ✓ | ✗ | ✗ | ✗ |",
          "| **chat-worker** | ✗ | ✗ | ✗ | ✓ | ✗ | ✗ | ✓ |",
          "| **chat-postgres** | ✗ | ✗ | ✗ | ✓ | ✗ | ✗ | ✗ |",
          "| **chat-redis** | ✗ | ✗ | ✗ | ✓ | ✗ | ✗ | ✗ |",
          "| **chat-bridge** | ✓ | ✓ | ✗ | ✓ | ✗ | ✗ | ✗ |",
          "| **hub-frontend** | ✓ | ✗ | ✗ | ✗ | ✓ | ✗ | ✗ |",
          "| **hub-backend** | ✗ | ✓ | ✗ | ✗ | ✓ | ✗ | ✗ |",
          "| **hub-websocket** | ✗ | ✗ | ✗ | ✗ | ✓ | ✓ | ✗ |",
          "| **hub-worker** | ✗ | ✗ | ✗ | ✗ | ✓ | ✗ | ✓ |",
          "| **hub-scheduler** | ✗ | ✗ | ✗ | ✗ | ✓ | ✗ | ✗ |",
          "| **hub-db** | ✗ | ✗ | ✗ | ✗ | ✓ | ✗ | ✗ |",
          "| **hub-redis-cache** | ✗ | ✗ | ✗ | ✗ | ✓ | ✗ | ✗ |",
          "| **hub-redis-queue** | ✗ | ✗ | ✗ | ✗ | ✓ | ✗ | ✗ |");

  private static final List<String> BESIDE =
      List.of(
          "| **traefik** | ✓ | ✗ | ✓ | ✗ | ✗ | ✓ | ✓ |",
          "| **socket-proxy** | ✗ | ✗ | ✓ | ✗ | ✗ | ✗ | ✗ |",
          "| **chat-prepare** | ✗ | ✗ | ✗ | ✓ | ✗ | ✗ | ✗ |",
          "| **hub-configure** | ✗ | ✗ | ✗ | ✗ | ✓ | ✗ | ✗ |",
          "| **hub-site** | ✗ | ✗ | ✗ | ✗ | ✓ | ✗ | ✗ |");

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-12-01T12:00:00Z"), ZoneOffset.UTC);

  @TempDir Path directory;

  @BeforeEach
  void aStackWithDefaults() throws IOException {
    settings("dev", "domain: versatile.localhost");
  }

  @Test
  void theOverviewIsTheMatrixAndTheAddresses() {
    assertThat(run("overview").out())
        .startsWith(run("matrix").out() + "\n")
        .endsWith(run("urls").out().replaceAll("(?m) +(State|unknown) .*$", ""));
  }

  @Nested
  class Matrix {

    @Test
    void isThatOfTheArchitectureAndTheGateway() {
      Result result = run("matrix", "--format", "markdown");

      assertThat(result.exitCode()).isZero();
      assertThat(result.out().lines().limit(2))
          .containsExactly(
              "| Service | web | shared | routes | chat-internal | hub-internal | hub-realtime | Internet |",
              "|---------|-----|--------|--------|---------------|--------------|--------------|----------|");
      assertThat(result.out().lines().skip(2))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(DOCUMENTED.stream(), BESIDE.stream()).toList());
    }

    @Test
    void hasAlignedColumns() {
      assertThat(run("matrix").out())
          .startsWith(
              """
              Service          web  shared  routes  chat-internal  hub-internal  hub-realtime  Internet
              agent            ✓    ✓       ✗       ✗              ✗             ✗             ✓
              chat-bridge      ✓    ✓       ✗       ✓              ✗             ✗             ✗
              chat-postgres    ✗    ✗       ✗       ✓              ✗             ✗             ✗
              """);
    }

    @Test
    void isColouredOnlyWhereColoursMayBe() {
      assertThat(run("matrix").out()).doesNotContain("\u001b", "@|");
      assertThat(run(Ansi.ON, MainTest::emptyEngine, "matrix").out())
          .contains("\u001b[1m\u001b[32m✓");
    }

    @Test
    void canBeReadByPrograms() throws IOException {
      JsonNode json = new JsonMapper().readTree(run("matrix", "--format", "json").out());

      assertThat(json.path("networks").toString())
          .isEqualTo(
              "[\"web\",\"shared\",\"routes\",\"chat-internal\",\"hub-internal\",\"hub-realtime\"]");
      assertThat(json.path("services")).hasSize(19);
      assertThat(json.path("services").get(0).toString())
          .isEqualTo("{\"service\":\"agent\",\"networks\":[\"web\",\"shared\"],\"internet\":true}");
    }
  }

  @Nested
  class Urls {

    @Test
    void areShownWithWhoAnswersAndHowToGetThere() {
      assertThat(run("urls").out())
          .isEqualTo(
              """
              URL                                      Service       Port   Protocol  Network  State    Replicas  Certificate  Guards
              https://agent.versatile.localhost        agent         18789  ws        web      unknown  ?/1       ?            100 a second, 16 MiB a request
              https://chat.versatile.localhost         chat-web      3000   http      web      unknown  ?/1       ?            100 a second, 100 MiB a request, 10 logins a minute
              https://chat-bridge.versatile.localhost  chat-bridge   4000   http      web      unknown  ?/1       ?            100 a second, 16 MiB a request
              https://altamira.versatile.localhost     hub-frontend  8080   http      web      unknown  ?/1       ?            100 a second, 50 MiB a request, 10 logins a minute

              Browsers find names below .localhost on this machine; other clients are told where, and whom to trust:
                curl --cacert %s --resolve 'agent.versatile.localhost:443:127.0.0.1' https://agent.versatile.localhost/
              """
                  .formatted(
                      directory
                          .toAbsolutePath()
                          .normalize()
                          .resolve(".versatile/authority/dev/authority.pem")));
    }

    @Test
    void withoutAnEngineTellThatNothingIsKnownOfThem() {
      assertThat(run("urls").exitCode()).isZero();
      assertThat(run("urls").err()).isEqualTo("the state is unknown: no engine answers\n");
    }

    @Test
    void ofAPublicDomainNeedNoHint() throws IOException {
      settings("prod", "domain: example.org");

      assertThat(run("urls", "--stack", "prod").out())
          .contains("https://agent.example.org")
          .doesNotContain("curl");
    }

    @Test
    void carryThePortWhenItIsNotTheUsualOne() throws IOException {
      settings("dev", "gateway: {httpsPort: 8443}");

      assertThat(run("urls").out())
          .contains("https://agent.versatile.localhost:8443 ")
          .contains("--resolve 'agent.versatile.localhost:8443:127.0.0.1'");
    }

    @Test
    void canBeReadByPrograms() throws IOException {
      JsonNode json = new JsonMapper().readTree(run("urls", "--format", "json").out());

      assertThat(json.path("urls")).hasSize(4);
      assertThat(json.path("urls").get(0).toString())
          .isEqualTo(
              "{\"url\":\"https://agent.versatile.localhost\",\"service\":\"agent\",\"port\":18789,"
                  + "\"protocol\":\"ws\",\"network\":\"web\",\"state\":\"unknown\","
                  + "\"replicas\":{\"declared\":1},\"guards\":[\"100 a second\",\"16 MiB a request\"]}");
    }
  }

  @Nested
  class Preflight {

    @Test
    void ofAnEmptyEngineFindsNothing() {
      Result result = run("preflight");

      assertThat(result.exitCode()).isZero();
      assertThat(result.out())
          .isEqualTo("Nothing stands in the way of stack dev on Docker Engine 20.10.24.\n");
    }

    @Test
    void listsWhatItFindsWithTheCure() {
      Result result =
          run(
              Ansi.OFF,
              () ->
                  engine(
                      new ExistingContainer(
                          "nginx", Map.of(), Set.of(Port.of(443)), Optional.empty()),
                      new HostRoute(Cidr.of("10.0.0.0/8"), "tun0")),
              "preflight");

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.out())
          .startsWith(
              "error: gateway.httpsPort: port 443 of the host is held by container 'nginx'"
                  + " [host-port-taken]\n"
                  + "    -> docker stop nginx, or use another port: pulumi config set --stack dev"
                  + " --path 'versatile-hub:gateway.httpsPort' PORT\n")
          .contains("\nwarning: ");
    }

    @Test
    void thatCannotJudgeSaysWhyAndIsNeitherYesNorNo() {
      Result result =
          run(
              Ansi.OFF,
              () -> {
                throw new IllegalArgumentException("no engine");
              },
              "preflight");

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).isEqualTo("no engine\n");
    }

    @Test
    void ofAnUnknownStackCannotJudge() {
      assertThat(run("preflight", "--stack", "nope").exitCode()).isEqualTo(2);
    }
  }

  @Nested
  class Failing {

    @ParameterizedTest
    @ValueSource(strings = {"matrix", "urls"})
    void anUnknownStackIsNamedWithoutAStackTrace(String command) {
      Result result = run(command, "--stack", "nope");

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
      assertThat(result.err())
          .contains("Pulumi.nope.yaml", "unknown-stack")
          .doesNotContain("\tat ");
    }

    @Test
    void wrongSettingsAreListed() throws IOException {
      settings("dev", "domian: example.org");

      Result result = run("matrix");

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).contains("domian", "unknown-setting").doesNotContain("\tat ");
    }

    @Test
    void theStackTraceIsThereWhenAskedFor() {
      assertThat(run("matrix", "--stack", "nope", "--stacktrace").err())
          .contains("FindingsException", "\tat app.versatilehub");
    }

    @Test
    void aDefectIsCalledOne() {
      Result result =
          run(
              Ansi.OFF,
              () -> {
                throw new IllegalStateException("broken");
              },
              "preflight");

      assertThat(result.err()).contains("broken", "this is a defect").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--colour", "matrix --format x", "matrix dev", "frobnicate", ""})
    void usageErrorsHaveTheirOwnExitCode(String arguments) {
      Result result = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains("versatile").doesNotContain("\tat ");
    }
  }

  @Test
  void helpNamesEveryCommandInOneLine() {
    Result result = run("--help");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains(
            """
              matrix      Show which service is on which network.
              urls        Show the public address of every routed service, and how it is.
              overview    Show the matrix and the public addresses.
              preflight   Ask the engine whether anything stands in the stack's way.
              check       Prove the isolation of a stack, a preview, a state or Compose
                            files.
              diff        Show which reach a change opens and closes.
              verify      Prove, from inside every container, that the running engine is as
                            declared.
              diagram     Draw the networks, or what becomes of a request.
              report      Write one HTML page: map, matrix with paths, findings.
              doctor      Find out why services do not reach each other, or clients them.
              traffic     Show what each container sends and receives on each network.
              access-log  Show the requests that the gateway has answered.
            """
                .indent(0));
  }

  @Test
  void theVersionIsTold() {
    assertThat(run("--version").out()).startsWith("versatile ");
  }

  private record Result(int exitCode, String out, String err) {}

  private Result run(String... arguments) {
    return run(Ansi.OFF, MainTest::emptyEngine, arguments);
  }

  private Result run(Ansi ansi, Supplier<EngineState> engine, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), ansi);
    boolean ofAStack =
        arguments.length > 0
            && List.of("matrix", "urls", "overview", "preflight").contains(arguments[0]);
    String[] all =
        ofAStack
            ? Stream.concat(Stream.of(arguments), Stream.of("--directory", directory.toString()))
                .toArray(String[]::new)
            : arguments;
    int exitCode =
        Main.commandLine(
                console,
                new Outside(
                    engine,
                    () -> {
                      throw new IllegalStateException("no engine answers");
                    },
                    TestRun.NO_VERIFIER,
                    new FileSources(null),
                    InputStream.nullInputStream(),
                    CLOCK))
            .execute(all);
    console.out().flush();
    console.err().flush();
    return new Result(exitCode, out.toString(), err.toString());
  }

  private void settings(String stack, String line) throws IOException {
    Files.writeString(
        directory.resolve("Pulumi." + stack + ".yaml"), "config:\n  versatile-hub:" + line + "\n");
  }

  private static EngineState emptyEngine() {
    return new EngineState(
        Optional.of(EngineVersion.parse("20.10.24")),
        "1.41",
        true,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private static EngineState engine(ExistingContainer container, HostRoute route) {
    return new EngineState(
        Optional.of(EngineVersion.parse("20.10.24")),
        "1.41",
        true,
        List.of(),
        List.of(container),
        List.of(),
        List.of(route));
  }
}
