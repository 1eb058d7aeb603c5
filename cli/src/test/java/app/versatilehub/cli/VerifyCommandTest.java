package app.versatilehub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.Cell;
import app.versatilehub.verification.EngineWatch;
import app.versatilehub.verification.Verification;
import app.versatilehub.verification.Verifier;
import app.versatilehub.verification.engine.EngineFacts;
import app.versatilehub.verification.probe.Outcome;
import app.versatilehub.verification.probe.ProbeException;
import app.versatilehub.verification.probe.Target;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

class VerifyCommandTest {

  @TempDir Path directory;

  private final Engine engine = new Engine();

  @BeforeEach
  void aStackWithDefaults() throws IOException {
    Files.writeString(
        directory.resolve("Pulumi.dev.yaml"), "config:\n  versatile-hub:domain: example.org\n");
  }

  @Nested
  class Verdict {

    @Test
    void isThatItPassesWhereAllIsAsDeclared() {
      engine.answer = Verifications.asDeclared();

      Result result = verify();

      assertThat(result.exitCode()).isZero();
      assertThat(result.out()).startsWith("stack project/test on Docker Engine 28.5.2 (iptables)");
      assertThat(result.err()).isEmpty();
    }

    @Test
    void isThatItFailsWhereSomethingIsNot() {
      assertThat(verify().exitCode()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"error, 0", "warning, 1", "info, 1"})
    void dependsOnWhatFails(String severity, int exitCode) {
      engine.answer =
          withDrift(Finding.warning("network-unknown", "network x", "is not known", "remove it"));

      assertThat(verify("--fail-on", severity).exitCode()).isEqualTo(exitCode);
    }

    @Test
    void isNeitherWhereNoProbeCanBeBrought() {
      engine.failure = Optional.of(new ProbeException("no probe could be started"));

      Result result = verify();

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).contains("no probe could be started").doesNotContain("\tat ");
    }

    @Test
    void isNeitherForAStackThatIsNotThere() {
      assertThat(verify("--stack", "nope").exitCode()).isEqualTo(2);
      assertThat(engine.questions).isEmpty();
    }
  }

  @Nested
  class Output {

    @ParameterizedTest
    @CsvSource({
      "table, stack project/test on",
      "json, {",
      "junit, <?xml version",
      "tap, TAP version 13",
      "summary, stack project/test on"
    })
    void isInTheFormatThatIsAskedFor(String format, String beginning) {
      assertThat(verify("--format", format).out()).startsWith(beginning);
    }

    @Test
    void comesAfterTheOverviewWhereThatIsWanted() {
      String overview = run(Ansi.OFF, "overview", List.of()).out();

      assertThat(verify("--overview", "--format", "summary").out())
          .isEqualTo(overview + "\n" + verify("--format", "summary").out());
    }

    @Test
    void ofTheOverviewIsThereEvenIfTheEngineIsNot() {
      engine.failure = Optional.of(new ProbeException("no probe could be brought"));

      Result result = verify("--overview");

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.out()).isEqualTo(run(Ansi.OFF, "overview", List.of()).out() + "\n");
    }

    @Test
    void goesToTheFileThatIsNamedWithoutColours() throws IOException {
      Path file = directory.resolve("report.json");

      Result result = run(Ansi.ON, "--format", "json", "--output", file.toString());

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
      assertThat(new JsonMapper().readTree(Files.readString(file)).path("stack").asText())
          .isEqualTo("project/test");
    }

    @Test
    void thatCannotBeWrittenIsNoVerdict() {
      Result result = verify("--output", directory.resolve("nope/report").toString());

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains("cannot be written").doesNotContain("\tat ");
    }

    @Test
    void tellsWhatIsDoneOnATerminalOnly() {
      assertThat(verify().err()).isEmpty();
      assertThat(run(Ansi.ON).err()).isEqualTo("\r\u001b[Kreading the engine ...\r\u001b[K");
    }
  }

  @Nested
  class Abroad {

    @ParameterizedTest
    @CsvSource({"192.0.2.1:443, 192.0.2.1", "[2001:db8::1]:443, 2001:db8::1"})
    void isAnAddressAndAPort(String egress, String address) {
      verify("--egress", egress);

      assertThat(engine.questions)
          .singleElement()
          .satisfies(
              question ->
                  assertThat(question.abroad())
                      .contains(new Target(IpAddress.of(address), Port.of(443))));
    }

    @Test
    void isNobodyUnlessNamed() {
      verify();

      assertThat(engine.questions).singleElement().matches(one -> one.abroad().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"192.0.2.1", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536", ":443", "a.b:443"})
    void thatIsNoneIsRefusedBeforeAnythingIsAsked(String egress) {
      Result result = verify("--egress", egress);

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err())
          .contains("--egress: '" + egress + "' is not an address and a port")
          .doesNotContain("\tat ");
      assertThat(engine.questions).isEmpty();
    }
  }

  @Nested
  class Explained {

    @Test
    void isOnePairWithWhatIsDeclaredObservedAndDrifted() {
      engine.answer = explained("connected");

      Result result = verify("--explain", "agent", "chat-postgres:5432");

      assertThat(result.exitCode()).isZero();
      assertThat(result.out())
          .contains(
              "Declared: agent reaches chat-postgres:5432 only by taking over",
              "none is common to both",
              "Observed on Docker Engine 28.5.2 (iptables), kernel 6.1.0-18-amd64:",
              "open (connected); to packets declared closed, configured open: hole",
              "Drift:\n    none of either\n");
    }

    @Test
    void asksOnlyAboutThatPair() {
      verify("--explain", "agent", "chat-postgres:5432");

      Target target = new Target(IpAddress.of("10.7.1.3"), Port.of(5432));
      assertThat(engine.questions)
          .singleElement()
          .satisfies(
              question ->
                  assertThat(
                          Stream.of(
                                  new Cell.Connection("agent", "chat-postgres", "net", target),
                                  new Cell.Connection("agent", "hub-db", "net", target),
                                  new Cell.Connection("chat-web", "chat-postgres", "net", target),
                                  new Cell.Egress("agent"))
                              .filter(question.cells()))
                      .containsExactly(
                          new Cell.Connection("agent", "chat-postgres", "net", target)));
    }

    @Test
    void saysSoWhereThereIsNothingToAsk() {
      engine.answer = withDrift();

      assertThat(verify("--explain", "agent", "chat-postgres:5432").out())
          .contains("nothing: one of them does not run, or has no address");
    }

    @ParameterizedTest
    @CsvSource({
      "nobody, chat-postgres:5432, is no source",
      "agent, nobody:5432, is no destination",
      "agent, chat-postgres:1, is no destination",
      "agent, chat-postgres, is no destination"
    })
    void whatIsNotThereIsRefusedBeforeTheEngineIsAsked(
        String source, String destination, String message) {
      Result result = verify("--explain", source, destination);

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).contains(message, "use one of").doesNotContain("\tat ");
      assertThat(engine.questions).isEmpty();
    }

    @Test
    void letsNothingThatTheEngineSaysSteerTheTerminal() {
      engine.answer = explained("a\u001b[2J");

      assertThat(verify("--explain", "agent", "chat-postgres:5432").out()).doesNotContain("\u001b");
    }

    private Verification explained(String evidence) {
      return new Verification(
          "project/test",
          new EngineFacts(
              Verifications.ENGINE.version(),
              "1.51",
              "amd64",
              Verifications.ENGINE.kernel() + (evidence.equals("connected") ? "" : evidence),
              true,
              Verifications.ENGINE.firewallBackend(),
              true,
              Optional.of(true),
              List.of(),
              List.of()),
          List.of(
              Verifications.connection(
                  "agent", "chat-postgres", 3, false, true, false, Outcome.OPEN, evidence)),
          List.of(),
          List.of(),
          Duration.ZERO);
    }
  }

  private static Verification withDrift(Finding... drift) {
    return new Verification(
        "project/test", Verifications.ENGINE, List.of(), List.of(), List.of(drift), Duration.ZERO);
  }

  /** Answers the same, whatever it is asked. */
  private static final class Engine implements Verifier {

    private final List<Question> questions = new ArrayList<>();
    private Verification answer = Verifications.withOneOfEach();
    private Optional<RuntimeException> failure = Optional.empty();

    @Override
    public Verification verify(Topology topology, Question question) {
      failure.ifPresent(
          it -> {
            throw it;
          });
      questions.add(question);
      question.progress().accept("reading the engine");
      return answer;
    }

    @Override
    public void watch(Topology topology, Consumer<EngineWatch.Change> told) {
      throw new IllegalStateException("nobody needs to watch");
    }
  }

  private record Result(int exitCode, String out, String err) {}

  private Result verify(String... arguments) {
    return run(Ansi.OFF, arguments);
  }

  private Result run(Ansi ansi, String... arguments) {
    return run(ansi, "verify", List.of(arguments));
  }

  private Result run(Ansi ansi, String command, List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Outside outside =
        new Outside(
            () -> {
              throw new IllegalStateException("nobody needs the engine");
            },
            () -> {
              throw new IllegalStateException("nobody needs the engine");
            },
            engine,
            new FileSources(null),
            InputStream.nullInputStream(),
            Clock.systemUTC());
    int exitCode =
        Main.commandLine(new Console(new PrintWriter(out), new PrintWriter(err), ansi), outside)
            .execute(
                Stream.concat(
                        Stream.of(command, "--directory", directory.toString()), arguments.stream())
                    .toArray(String[]::new));
    return new Result(exitCode, out.toString(), err.toString());
  }
}
