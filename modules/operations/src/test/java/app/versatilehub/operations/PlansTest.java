package app.versatilehub.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.operations.RestoreReport.PartState;
import app.versatilehub.operations.RestoreReport.State;
import app.versatilehub.topology.DataFormat;
import app.versatilehub.topology.EngineName;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.ContainerState.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken, what is put back and who stops meanwhile, with an engine that is made up. */
class PlansTest {

  private static final Topology SHOP = Shop.topology();
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
  private static final Optional<Passphrase> NONE = Optional.empty();

  private final FakeMachine machine = new FakeMachine(SHOP);
  private final Operations operations = new EngineOperations(machine);

  @TempDir Path folder;

  private Operations.Written backup() {
    return operations.backup(SHOP, folder, NONE, NOW, step -> {});
  }

  private static Manifest manifest(String stack, Part... parts) {
    return new Manifest(1, stack, NOW.toString(), "", new TreeMap<>(), List.of(parts));
  }

  private static Part part(String service, DataFormat format, String name) {
    return new Part(service, format, name, 1, 1, "0".repeat(64));
  }

  @Test
  void everyFormatIsTakenInItsWayAndACacheNotAtAll() {
    Operations.Written written = backup();

    assertThat(written.file()).isEqualTo(folder.resolve("versatile-backup-it-20261201-120000.tar"));
    assertThat(written.manifest().parts())
        .extracting(Part::path)
        .containsExactly(
            "sql/goods.dump",
            "maria/databases.sql.gz",
            "queue/keys.rdb",
            "app/vh-bk-shop-files.tar.gz");
    assertThat(written.manifest().images())
        .containsEntry("cache", "versatile-hub/redis:1")
        .hasSize(6);
    assertThat(machine.asked)
        .containsExactly(
            "run in vh-bk-sql",
            "run in vh-bk-maria",
            "run in vh-bk-queue",
            "read /srv/files of vh-bk-app");
  }

  @Test
  void aVolumeIsTakenOnceAndFromWhoeverLasts() {
    List<Service> services = new ArrayList<>(SHOP.services());
    Service app = SHOP.service(ServiceName.of("app"));
    services.add(
        0,
        new Service(
            ServiceName.of("job"),
            app.module(),
            EngineName.of("vh-bk-job"),
            ServiceKind.JOB,
            app.workload(),
            app.attachments(),
            List.of(),
            app.volumes(),
            List.of(),
            List.of()));
    Topology withJob =
        new Topology(
            SHOP.environment(),
            SHOP.networks(),
            services,
            SHOP.routes(),
            SHOP.flows(),
            SHOP.secretTraits());

    assertThat(DataSet.of(withJob))
        .extracting(DataSet::toString)
        .containsExactly("sql", "maria", "queue", "app /srv/files");
  }

  @Test
  void aDatastoreHasToSayWhatItsDataAre() {
    Service sql = SHOP.service(ServiceName.of("sql"));
    Service silent =
        new Service(
            ServiceName.of("silent"),
            sql.module(),
            EngineName.of("vh-bk-silent"),
            ServiceKind.DATASTORE,
            sql.workload(),
            sql.attachments(),
            sql.ports(),
            sql.volumes(),
            List.of(),
            List.of());
    Topology withSilent =
        new Topology(
            SHOP.environment(),
            SHOP.networks(),
            List.of(silent),
            SHOP.routes(),
            SHOP.flows(),
            SHOP.secretTraits());

    assertThatThrownBy(() -> DataSet.of(withSilent))
        .hasMessageContainingAll("[data-undeclared]", "service silent", ".backedUpAs(");
  }

  @Test
  void aServiceThatFailsIsNamedAndNothingIsLeft() {
    machine.failing("run in vh-bk-maria", new IOException("no room"));

    assertThatThrownBy(this::backup)
        .hasMessageContainingAll("[backup-failed]", "service maria", "no room");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatCannotBeReachedIsToldAtOnceAndNothingIsRead() {
    machine.with("sql", Status.EXITED).with("maria", Status.DEAD).with("app", Status.EXITED);

    assertThatThrownBy(this::backup)
        .hasMessageContaining("2 problems")
        .hasMessageContainingAll("[container-not-running]", "docker start vh-bk-sql")
        .hasMessageContainingAll("[container-missing]", "service maria");
    assertThat(machine.asked).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aContainerOfAnotherStackIsNotTheService() {
    FakeMachine others = new FakeMachine(Shop.topology(StackId.of("versatile-hub", "other")));

    assertThatThrownBy(
            () -> new EngineOperations(others).backup(SHOP, folder, NONE, NOW, step -> {}))
        .hasMessageContaining("4 problems")
        .hasMessageContaining("[container-missing]");
  }

  @Test
  void whoUsesTheDataStopsMeanwhileWithItsCacheAndNobodyElse() throws IOException {
    BackupFile file = new BackupFile(backup().file(), NONE);
    machine.asked.clear();
    RestorePlan plan = operations.plan(file.check(), SHOP);

    assertThat(plan.lines())
        .containsExactly(
            "backup of versatile-hub/backup-it, made 2026-12-01T12:00:00Z",
            "replaces database goods of sql",
            "replaces the databases and users of maria that the backup has",
            "replaces all keys of queue",
            "replaces all files in /srv/files of app",
            "stops meanwhile: cache, app");
    RestoreReport report = operations.restore(plan, file, step -> {});

    assertThat(report.isWell()).isTrue();
    assertThat(machine.asked)
        .containsExactly(
            "stop vh-bk-app",
            "stop vh-bk-cache",
            "run in vh-bk-sql",
            "run in vh-bk-maria",
            "run in vh-bk-queue",
            "replace vh-bk-shop-files by files with sha256:sql",
            "start vh-bk-cache",
            "start vh-bk-app");
  }

  @Test
  void whatDoesNotRunIsNotStarted() {
    machine.with("app", Status.EXITED);

    assertThat(operations.plan(backup().manifest(), SHOP).pauses())
        .extracting(service -> service.name().value())
        .containsExactly("cache");
  }

  @Test
  void aFailureOnTheWayLeavesTheRestAndStartsAllAgain() {
    BackupFile file = new BackupFile(backup().file(), NONE);
    RestorePlan plan = operations.plan(file.check(), SHOP);
    machine.asked.clear();
    machine.failing("run in vh-bk-maria", new ScriptFailedException(1, "syntax\nerror"));

    RestoreReport report = operations.restore(plan, file, step -> {});

    assertThat(report.isWell()).isFalse();
    assertThat(report.states())
        .containsExactly(
            new PartState("sql/goods.dump", State.RESTORED, ""),
            new PartState("maria/databases.sql.gz", State.IN_DOUBT, "syntax error"),
            new PartState("queue/keys.rdb", State.NOT_BEGUN, ""),
            new PartState("app/vh-bk-shop-files.tar.gz", State.NOT_BEGUN, ""));
    assertThat(machine.asked).endsWith("start vh-bk-cache", "start vh-bk-app");
  }

  @Test
  void aScriptThatSaysSoHasChangedNothing() {
    BackupFile file = new BackupFile(backup().file(), NONE);
    machine.failing("run in vh-bk-sql", new ScriptFailedException(Script.UNCHANGED, "no"));

    RestoreReport report =
        operations.restore(operations.plan(file.check(), SHOP), file, step -> {});

    assertThat(report.states().get(0))
        .isEqualTo(new PartState("sql/goods.dump", State.UNCHANGED, "no"));
    assertThat(report.lines()).contains("sql/goods.dump: as it was before (no)");
  }

  @Test
  void nothingIsReplacedWhenAServiceDoesNotStop() {
    BackupFile file = new BackupFile(backup().file(), NONE);
    RestorePlan plan = operations.plan(file.check(), SHOP);
    machine.asked.clear();
    machine.failing("stop vh-bk-cache", new IOException("busy"));

    RestoreReport report = operations.restore(plan, file, step -> {});

    assertThat(report.states()).allMatch(part -> part.state() == State.NOT_BEGUN);
    assertThat(report.lines()).contains("cache could not be stopped (busy)");
    assertThat(machine.asked)
        .containsExactly(
            "stop vh-bk-app", "stop vh-bk-cache", "start vh-bk-cache", "start vh-bk-app");
  }

  @Test
  void whatDoesNotStartAgainIsToldWithTheCommand() {
    BackupFile file = new BackupFile(backup().file(), NONE);
    RestorePlan plan = operations.plan(file.check(), SHOP);
    machine.failing("start vh-bk-cache", new IOException("no memory"));

    RestoreReport report = operations.restore(plan, file, step -> {});

    assertThat(report.isWell()).isFalse();
    assertThat(report.lines())
        .anyMatch(line -> line.contains("no memory") && line.contains("docker start vh-bk-cache"));
    assertThat(machine.asked).contains("start vh-bk-app");
  }

  @Test
  void aBackupOfAnotherStackIsRefused() {
    assertThatThrownBy(() -> operations.plan(manifest("versatile-hub/prod"), SHOP))
        .hasMessageContainingAll("[backup-other-stack]", "versatile-hub/prod");
  }

  @Test
  void aPartThatNobodyTakesIsRefused() {
    assertThatThrownBy(
            () ->
                operations.plan(
                    manifest(
                        Shop.STACK.value(),
                        part("gone", DataFormat.REDIS, "keys.rdb"),
                        part("sql", DataFormat.MARIADB, "databases.sql.gz"),
                        part("app", DataFormat.FILES, "another-volume.tar.gz")),
                    SHOP))
        .isInstanceOf(FindingsException.class)
        .hasMessageContaining("3 problems")
        .hasMessageContaining("is of service gone, which the stack does not have")
        .hasMessageContaining("is MARIADB, which service sql does not keep so")
        .hasMessageContaining("app/another-volume.tar.gz");
  }

  @Test
  void whatTheBackupDoesNotHaveIsToldAndLeft() {
    RestorePlan plan =
        operations.plan(
            manifest(Shop.STACK.value(), part("queue", DataFormat.REDIS, "keys.rdb")), SHOP);

    assertThat(plan.lines())
        .contains(
            "leaves as it is, because the backup does not have it: sql",
            "leaves as it is, because the backup does not have it: maria",
            "leaves as it is, because the backup does not have it: app /srv/files");
  }

  @Test
  void aPassphraseComesFromItsFileBeforeTheVariable() throws IOException {
    Path file = folder.resolve("passphrase");
    Files.writeString(file, "the one in the file\nmore\n");
    Map<String, String> environment = Map.of(Passphrase.VARIABLE, "the one in the variable");

    assertThat(Passphrase.find(Optional.of(file), environment).orElseThrow().characters())
        .containsExactly("the one in the file".toCharArray());
    assertThat(Passphrase.find(Optional.empty(), environment).orElseThrow().characters())
        .containsExactly("the one in the variable".toCharArray());
    assertThat(Passphrase.find(Optional.empty(), Map.of())).isEmpty();
    assertThat(Passphrase.find(Optional.of(file), environment).toString())
        .doesNotContain("the one");
    assertThatThrownBy(
            () -> Passphrase.find(Optional.empty(), Map.of(Passphrase.VARIABLE, "short")))
        .hasMessageContaining("[backup-passphrase]");
  }
}
