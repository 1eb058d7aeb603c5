package app.versatilehub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.HostName;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.access.GatewayOutput;
import app.versatilehub.verification.doctor.Fix;
import app.versatilehub.verification.doctor.HostFacts;
import app.versatilehub.verification.doctor.Listening;
import app.versatilehub.verification.doctor.Observations;
import app.versatilehub.verification.doctor.Patient;
import app.versatilehub.verification.doctor.RouteAnswer;
import app.versatilehub.verification.engine.EngineFacts;
import app.versatilehub.verification.engine.EngineSnapshot;
import app.versatilehub.verification.engine.NetworkState;
import app.versatilehub.verification.traffic.ContainerTraffic;
import app.versatilehub.verification.traffic.ContainerTraffic.Link;
import app.versatilehub.verification.traffic.Meter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The commands that look at a running system, with one that is made up. */
class RunningCommandsTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-12-01T12:00:00Z"), ZoneOffset.UTC);

  @TempDir Path directory;

  @BeforeEach
  void aStackWithAnExternalNetwork() throws IOException {
    Files.writeString(
        directory.resolve("Pulumi.dev.yaml"),
        """
        config:
          versatile-hub:domain: example.org
          versatile-hub:networks:
            web:
              external: true
        """);
  }

  @Nested
  class Doctor {

    private final Sick sick = new Sick();

    @Test
    void listsCausesWithCuresAndFails() {
      Result result = doctor(false, false);

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.out())
          .contains(
              "[not-deployed]", "-> ./versatile up --stack dev", "[external-network-missing]");
      assertThat(sick.applied).isEmpty();
    }

    @Test
    void canBeReadByPrograms() throws IOException {
      JsonNode json = new JsonMapper().readTree(doctor(false, false, "--format", "json").out());

      assertThat(json.path("stack").asText()).isEqualTo("dev");
      assertThat(json.path("findings").findValuesAsText("rule"))
          .contains("not-deployed", "external-network-missing");
      assertThat(json.path("findings").findValuesAsText("fix")).contains("create the network web");
    }

    @Test
    void mendsAfterAYesSaysWhatItDidAndLooksAgain() {
      Result result = doctor(true, true, "--fix");

      assertThat(sick.applied).containsExactly(new Fix.CreateNetwork("web"));
      assertThat(result.out())
          .startsWith("done: create the network web\n")
          .doesNotContain("external-network-missing");
    }

    @Test
    void leavesWhatIsNotAgreedTo() {
      assertThat(doctor(true, false, "--fix").out()).startsWith("left: create the network web\n");
      assertThat(sick.applied).isEmpty();
    }

    @Test
    void refusesToMendWhereNobodyCanBeAsked() {
      Result result = doctor(false, true, "--fix");

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains("--yes");
      assertThat(sick.applied).isEmpty();
    }

    @Test
    void mendsWithoutAskingWhenTold() {
      doctor(false, false, "--fix", "--yes");

      assertThat(sick.applied).containsExactly(new Fix.CreateNetwork("web"));
    }

    @Test
    void tellsWhatCouldNotBeMended() {
      sick.refuses = true;

      assertThat(doctor(false, false, "--fix", "--yes").out())
          .startsWith("failed (no way): create the network web\n");
    }

    @Test
    void ofAnUnknownStackCannotJudge() {
      assertThat(doctor(false, false, "--stack", "nope").exitCode()).isEqualTo(2);
    }

    private Result doctor(boolean terminal, boolean agrees, String... arguments) {
      Confirmation confirmation =
          new Confirmation() {
            @Override
            public boolean isPossible() {
              return terminal;
            }

            @Override
            public boolean of(String question) {
              return agrees;
            }
          };
      return run(console -> new DoctorCommand(console, () -> sick, confirmation), arguments);
    }
  }

  /** An engine with nothing on it, on which networks can be made. */
  private static final class Sick implements Patient {
    private final List<Fix> applied = new ArrayList<>();
    private boolean refuses;

    @Override
    public EngineSnapshot snapshot() {
      return new EngineSnapshot(
          new EngineFacts(
              Optional.of(EngineVersion.parse("28.5.2")),
              "1.51",
              "amd64",
              "6.1",
              true,
              Optional.empty(),
              true,
              Optional.of(true),
              List.of(),
              List.of()),
          applied.isEmpty()
              ? List.of()
              : List.of(
                  new NetworkState(
                      "0123456789abcdef",
                      "web",
                      "bridge",
                      false,
                      false,
                      List.of(),
                      new TreeMap<>(),
                      new TreeMap<>())),
          List.of(),
          new TreeMap<>());
    }

    @Override
    public Observations observe(Topology topology, EngineSnapshot snapshot) {
      return new Observations(
          HostFacts.NONE, Listening.UNKNOWN, container -> List.of(), Map.of(), CLOCK.instant());
    }

    @Override
    public Map<HostName, RouteAnswer> ask(Topology topology, EngineSnapshot snapshot) {
      return Map.of();
    }

    @Override
    public void apply(Fix fix) {
      if (refuses) {
        throw new IllegalStateException("no way");
      }
      applied.add(fix);
    }

    @Override
    public void close() {}
  }

  @Nested
  class AccessLog {

    private static final String LINE =
        "{\"DownstreamStatus\":%d,\"RequestMethod\":\"GET\",\"RequestHost\":\"chat.example.org\","
            + "\"RequestPath\":\"/x?y=z\",\"ServiceName\":\"versatile-%s@docker\",\"Duration\":2000000,"
            + "\"ClientHost\":\"10.0.0.1\",\"StartUTC\":\"2026-12-01T11:59:00.25Z\"}";

    private final List<String> asked = new ArrayList<>();
    private final GatewayOutput output =
        (container, since, follow, to) -> {
          asked.add(container + " since " + since + (follow ? " on" : ""));
          to.accept("starting");
          to.accept(LINE.formatted(200, "chat-web"));
          to.accept(LINE.formatted(502, "agent"));
        };

    @Test
    void isALineForEachRequestOfTheLastTenMinutes() {
      assertThat(log().out())
          .isEqualTo(
              """
              2026-12-01T11:59:00Z  200  GET   chat.example.org/x  chat-web  2 ms  10.0.0.1
              2026-12-01T11:59:00Z  502  GET   chat.example.org/x  agent  2 ms  10.0.0.1
              """);
      assertThat(asked).containsExactly("versatile-traefik since 2026-12-01T11:50:00Z");
    }

    @Test
    void isFilteredAndFollowed() {
      Result result =
          log(
              "--service",
              "agent",
              "--status",
              "5xx",
              "--since",
              "2h",
              "--follow",
              "--format",
              "json");

      assertThat(result.out().lines())
          .singleElement()
          .asString()
          .contains("\"service\":\"agent\"", "\"status\":502");
      assertThat(asked).containsExactly("versatile-traefik since 2026-12-01T10:00:00Z on");
    }

    @ParameterizedTest
    @CsvSource({"--status, 6xx", "--since, 10", "--since, soon", "--service, nobody"})
    void refusesWhatCannotBeMeant(String option, String value) {
      Result result = log(option, value);

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains(value).doesNotContain("defect");
    }

    private Result log(String... arguments) {
      return run(console -> new AccessLogCommand(console, output, CLOCK), arguments);
    }
  }

  @Nested
  class Traffic {

    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";

    private final List<Optional<StackId>> asked = new ArrayList<>();
    private final List<ContainerTraffic> traffic = new ArrayList<>();
    private int readings = -1;

    @BeforeEach
    void ofTwoContainers() {
      traffic.add(
          new ContainerTraffic(
              "a",
              12.34,
              5_000_000,
              List.of(
                  new Link("eth0", Optional.of("front"), 1500, 20.4, 999, 1000),
                  new Link("eth1", Optional.of("back"), 0, 0, 0, 1_234_567))));
      traffic.add(new ContainerTraffic("b", 0, 0, List.of()));
    }

    @Test
    void isARowForEachNetworkOfAContainer() {
      assertThat(show("--once").out())
          .isEqualTo(
              """
              Container  Network       In/s    Out/s  In     Out     CPU     Memory
              a          front         1.5 kB  20 B   999 B  1.0 kB  12.3 %  5.0 MB
                         back          0 B     0 B    0 B    1.2 MB
              b          (the host's)                                0.0 %   0 B
              """);
      assertThat(asked).containsExactly(Optional.of(StackId.of("versatile-hub", "dev")));
    }

    @Test
    void saysSoWhereANetworkIsNotKnown() {
      traffic.add(
          new ContainerTraffic("c", 0, 0, List.of(new Link("eth7", Optional.empty(), 0, 0, 0, 0))));

      assertThat(show("--once").out()).contains("eth7", "the engine does not");
    }

    @Test
    void letsNoNetworkSteerTheTerminal() {
      traffic.add(
          new ContainerTraffic(
              "c", 0, 0, List.of(new Link("eth0", Optional.of("x\u001b[2J\ny"), 0, 0, 0, 0))));

      assertThat(show("--once").out()).contains("c          x?[2J y");
    }

    @Test
    void ofAllContainersNeedsNoStack() {
      assertThat(show("--once", "--all", "--stack", "nope", "--format", "json").exitCode())
          .isZero();
      assertThat(asked).containsExactly(Optional.empty());
    }

    @Test
    void refusesAnIntervalThatIsNone() {
      assertThat(show("--interval", "0").exitCode()).isEqualTo(2);
    }

    @Test
    void isShownInPlaceOfTheLastOnATerminal() {
      String table = show("--once").out();
      readings = 2;

      assertThat(show(Ansi.ON).out()).isEqualTo((HOME_AND_CLEAR + table).repeat(2));
    }

    @Test
    void isShownBelowTheLastElsewhere() {
      String table = show("--once").out();
      readings = 2;

      assertThat(show(Ansi.OFF).out()).isEqualTo((table + "\n").repeat(2));
    }

    @Test
    void isALineEachTimeForPrograms() {
      String line = show("--once", "--format", "json").out();
      readings = 2;

      assertThat(show(Ansi.ON, "--format", "json").out()).isEqualTo(line.repeat(2));
    }

    private Result show(String... arguments) {
      return show(Ansi.OFF, arguments);
    }

    private Result show(Ansi ansi, String... arguments) {
      Result result =
          run(
              ansi,
              console ->
                  new TrafficCommand(
                      console,
                      stack -> {
                        asked.add(stack);
                        return meter();
                      },
                      CLOCK),
              arguments);
      assertThat(Thread.interrupted()).as("interrupted").isEqualTo(readings == 0);
      return result;
    }

    /** Interrupts whoever has read so often, as Ctrl-C would. */
    private Meter meter() {
      return new Meter() {
        @Override
        public List<ContainerTraffic> read() {
          if (readings > 0 && --readings == 0) {
            Thread.currentThread().interrupt();
          }
          return traffic;
        }

        @Override
        public void close() {}
      };
    }
  }

  private record Result(int exitCode, String out, String err) {}

  private Result run(Function<Console, Object> command, String... arguments) {
    return run(Ansi.OFF, command, arguments);
  }

  private Result run(Ansi ansi, Function<Console, Object> command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), ansi);
    List<String> all = new ArrayList<>(List.of("--directory", directory.toString()));
    all.addAll(List.of(arguments));
    int exitCode =
        Main.configured(new CommandLine(command.apply(console)), console)
            .execute(all.toArray(String[]::new));
    console.out().flush();
    console.err().flush();
    return new Result(exitCode, out.toString(), err.toString());
  }
}
