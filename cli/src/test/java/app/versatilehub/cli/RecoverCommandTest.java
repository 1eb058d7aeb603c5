package app.versatilehub.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.operations.BackupFile;
import app.versatilehub.operations.Leftovers;
import app.versatilehub.operations.Leftovers.Item;
import app.versatilehub.operations.Manifest;
import app.versatilehub.operations.Operations;
import app.versatilehub.operations.Passphrase;
import app.versatilehub.operations.RestorePlan;
import app.versatilehub.operations.RestoreReport;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** {@code recover}, with an engine and a Pulumi that are made up. */
class RecoverCommandTest {

  private static final String INTERRUPTED =
      """
      {"deployment": {
        "resources": [{"id": "known"}, {"urn": "a stack has none"}],
        "pending_operations": [
          {"type": "creating", "resource": {"inputs": {"name": "v-db"}}},
          {"type": "deleting", "resource": {"inputs": {"name": "v-old"}}}]}}
      """;
  private static final String WHOLE = "{\"deployment\": {\"resources\": [{\"id\": \"known\"}]}}";

  @TempDir Path directory;

  private final List<String> done = new ArrayList<>();
  private String state = WHOLE;
  private int locks = 0;

  @BeforeEach
  void aStack() throws IOException {
    Files.writeString(directory.resolve("Pulumi.dev.yaml"), "config: {}\n");
  }

  private int run(String... arguments) {
    Console console =
        new Console(
            new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), Ansi.OFF);
    Confirmation nobody =
        new Confirmation() {
          @Override
          public boolean isPossible() {
            return false;
          }

          @Override
          public boolean of(String question) {
            throw new IllegalStateException("there is nobody to ask");
          }
        };
    return Main.configured(
            new CommandLine(
                new RecoverCommand(
                    console, Engine::new, (folder, name) -> new MadeUpStack(), nobody)),
            console)
        .execute(
            Stream.concat(Stream.of(arguments), Stream.of("--directory", directory.toString()))
                .toArray(String[]::new));
  }

  private final class MadeUpStack implements PulumiStack {

    @Override
    public void setSecret(String name, String value) {
      throw new IllegalStateException("nobody sets a secret");
    }

    @Override
    public PulumiState state() {
      return PulumiState.parse(state);
    }

    @Override
    public void forgetPending(PulumiState forgotten) {
      assertThat(forgotten.text()).isEqualTo(state);
      done.add("forget");
      state = WHOLE;
    }

    @Override
    public int removeStaleLocks() {
      done.add("locks");
      return locks;
    }

    @Override
    public void up() {
      throw new IllegalStateException("nobody brings it up");
    }
  }

  private final class Engine implements Operations {

    @Override
    public Leftovers leftovers(StackId stack, Leftovers.Known known) {
      assertThat(stack).isEqualTo(StackId.of("versatile-hub", "dev"));
      assertThat(known.ids()).contains("known");
      return new Leftovers(
          known.creating().equals(Set.of("v-db"))
              ? List.of(new Item(true, "1", "v-db"))
              : List.of(),
          List.of(new Item(false, "2", "v-web")));
    }

    @Override
    public void remove(List<Item> items) {
      items.forEach(item -> done.add("remove " + item));
    }

    @Override
    public void changePassword(Topology topology, String secret, String value) {
      throw new IllegalStateException("nobody changes a password");
    }

    @Override
    public Written backup(
        Topology topology,
        Path folder,
        Optional<Passphrase> passphrase,
        Instant now,
        Consumer<String> told) {
      throw new IllegalStateException("nobody wants a backup");
    }

    @Override
    public RestorePlan plan(Manifest manifest, Topology topology) {
      throw new IllegalStateException("nobody wants a backup");
    }

    @Override
    public RestoreReport restore(RestorePlan plan, BackupFile file, Consumer<String> told) {
      throw new IllegalStateException("nobody wants a backup");
    }

    @Override
    public void close() {}
  }

  @Test
  void whereNothingWasInterruptedTheEngineIsLeftAlone() {
    assertThat(run("--interrupted")).isZero();
    assertThat(done).containsExactly("locks");
  }

  /** Forgotten first, nobody would know whose the container is after another interruption. */
  @Test
  void whatWasBegunIsRemovedAndThenForgotten() {
    state = INTERRUPTED;

    assertThat(run("--interrupted")).isZero();

    assertThat(done).containsExactly("locks", "remove container v-db", "forget");
  }

  @Test
  void whatTheStateDoesNotKnowStaysUnlessItIsAgreedTo() {
    assertThat(run()).isEqualTo(1);
    assertThat(done).noneMatch(step -> step.startsWith("remove"));

    assertThat(run("--yes")).isZero();
    assertThat(done).contains("remove network v-web");
  }

  @Test
  void onlyMakingIsBegunNotTakingAway() {
    Leftovers.Known known = PulumiState.parse(INTERRUPTED).known();

    assertThat(known.creating()).containsExactly("v-db");
    assertThat(PulumiState.parse(INTERRUPTED).isInterrupted()).isTrue();
    assertThat(PulumiState.parse(WHOLE).isInterrupted()).isFalse();
    assertThatThrownBy(() -> PulumiState.parse("no state"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
