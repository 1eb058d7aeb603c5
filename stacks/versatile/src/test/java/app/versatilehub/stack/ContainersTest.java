package app.versatilehub.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import app.versatilehub.testing.Registered;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How containers and volumes are registered: whose, in which order, and kept how. */
class ContainersTest extends StackClaims {

  private static final Map<String, Set<String>> START_ORDER =
      Map.ofEntries(
          Map.entry("traefik", Set.of("socket-proxy")),
          Map.entry("chat-prepare", Set.of("chat-postgres", "chat-redis")),
          Map.entry("chat-web", Set.of("chat-prepare")),
          Map.entry("chat-worker", Set.of("chat-prepare")),
          Map.entry("chat-bridge", Set.of("chat-web")),
          Map.entry("hub-configure", Set.of("hub-db", "hub-redis-cache", "hub-redis-queue")),
          Map.entry("hub-site", Set.of("hub-configure")),
          Map.entry("hub-backend", Set.of("hub-site")),
          Map.entry("hub-websocket", Set.of("hub-site")),
          Map.entry("hub-worker", Set.of("hub-site")),
          Map.entry("hub-scheduler", Set.of("hub-site")),
          Map.entry("hub-frontend", Set.of("hub-backend", "hub-websocket")));

  private static final Set<String> JOBS = Set.of("chat-prepare", "hub-configure", "hub-site");

  private static final Map<String, String> KINDS =
      Map.of(
          "traefik", "gateway",
          "socket-proxy", "engine-proxy",
          "chat-postgres", "datastore",
          "chat-redis", "datastore",
          "hub-db", "datastore",
          "hub-redis-cache", "datastore",
          "hub-redis-queue", "datastore",
          "chat-prepare", "job",
          "hub-configure", "job",
          "hub-site", "job");

  private static String moduleOf(String service) {
    String name = service.replace("egress-", "");
    if (name.startsWith("chat-")) {
      return "chat";
    }
    return name.startsWith("hub-") ? "hub" : "shared";
  }

  @Test
  void thereIsOneComponentForEachModule() {
    assertThat(deployment().ofType(Registered.MODULE))
        .extracting(Registered::name)
        .containsExactlyInAnyOrder("shared", "chat", "hub");
    assertThat(deployment().ofType(Registered.MODULE))
        .allSatisfy(module -> assertThat(module.parent()).isEmpty());
  }

  @Test
  void everyResourceBelongsToTheComponentOfItsModule() {
    assertThat(deployment().resources())
        .filteredOn(resource -> !resource.is(Registered.MODULE))
        .allSatisfy(
            resource ->
                assertThat(resource.parent())
                    .as(resource.toString())
                    .contains(
                        resource.name().equals("shared") ? "shared" : moduleOf(resource.name())));
  }

  @Test
  void everyContainerSaysWhoseItIs() {
    assertThat(deployment().containers())
        .allSatisfy(
            (name, container) ->
                assertThat(container.labels())
                    .containsEntry("versatile.stack", "versatile-hub/" + stack)
                    .containsEntry("versatile.module", moduleOf(name))
                    .containsEntry("versatile.service", name)
                    .containsEntry("versatile.kind", KINDS.getOrDefault(name, "app")));
  }

  @Test
  void aContainerHasNoOtherLabelsThanThoseAndTheGateways() {
    assertThat(deployment().containers().values())
        .allSatisfy(
            container ->
                assertThat(container.labels().keySet())
                    .allMatch(
                        label ->
                            label.startsWith("traefik.")
                                || Set.of(
                                        "versatile.stack",
                                        "versatile.module",
                                        "versatile.service",
                                        "versatile.ports",
                                        "versatile.kind")
                                    .contains(label)));
  }

  @Test
  void everyVolumeSaysWhoseItIs() {
    assertThat(deployment().volumes())
        .allSatisfy(
            (name, volume) -> {
              assertThat(volume.engineName()).isEqualTo("versatile-" + name);
              assertThat(volume.labels())
                  .isEqualTo(
                      Map.of(
                          "versatile.stack",
                          "versatile-hub/" + stack,
                          "versatile.module",
                          moduleOf(name)));
            });
  }

  @Test
  void everyContainerComesBackAfterARestartButAJob() {
    assertThat(deployment().containers())
        .allSatisfy(
            (name, container) ->
                assertThat(container.text("restart"))
                    .isEqualTo(JOBS.contains(name) ? "no" : "unless-stopped"));
  }

  @Test
  void theEndOfAJobIsWaitedFor() {
    assertThat(JOBS)
        .allSatisfy(
            name -> {
              Registered job = deployment().container(name);
              assertThat(job.flag("attach")).isTrue();
              assertThat(job.flag("mustRun")).isFalse();
              assertThat(job.inputs()).doesNotContainKeys("wait", "healthcheck", "ports");
            });
  }

  @Test
  void everyContainerIsWaitedForUntilItIsHealthy() {
    String interval = isProduction() ? "10s" : "5s";
    int patience = isProduction() ? 300 : 120;

    assertThat(lasting())
        .allSatisfy(
            container -> {
              assertThat(container.flag("wait")).isTrue();
              assertThat(container.number("waitTimeout")).isEqualTo(patience);
              assertThat(container.group("healthcheck"))
                  .containsEntry("interval", interval)
                  .containsEntry("timeout", "5s")
                  .containsEntry("retries", 5.0)
                  .containsKey("startPeriod");
              assertThat(container.group("healthcheck").get("tests"))
                  .asInstanceOf(LIST)
                  .hasSizeGreaterThan(1)
                  .first()
                  .isIn("CMD", "CMD-SHELL");
            });
  }

  private List<Registered> lasting() {
    return deployment().containers().entrySet().stream()
        .filter(entry -> !JOBS.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  @Test
  void noContainerRunsAnImageThatMayChange() {
    assertThat(deployment().containers().values())
        .allSatisfy(
            container ->
                assertThat(container.text("image")).contains(":").doesNotEndWith(":latest"));
  }

  @Test
  void imagesAreTheProjectsOwnInDevAndThePublishedOnesInProd() {
    assertThat(deployment().containers())
        .allSatisfy(
            (name, container) ->
                assertThat(container.text("image").startsWith("versatile-hub/"))
                    // No registry has the proxy of the engine.
                    .isEqualTo(!isProduction() || name.equals("socket-proxy")));
  }

  @Test
  void servicesStartAfterThoseTheyNeed() {
    SortedMap<String, Set<String>> registered = new TreeMap<>();
    deployment()
        .containers()
        .forEach(
            (name, container) -> {
              if (!container.dependsOn().isEmpty()) {
                registered.put(name, container.dependsOn());
              }
            });

    assertThat(registered).isEqualTo(new TreeMap<>(START_ORDER));
  }

  @Test
  void containersStartAfterTheirNetworksAndVolumesAreMade() {
    Set<String> made = new TreeSet<>(deployment().networks().keySet());
    made.addAll(deployment().volumes().keySet());

    assertThat(deployment().containers().values())
        .allSatisfy(
            container -> {
              Set<String> wanted = new TreeSet<>();
              container.attachments().keySet().forEach(network -> wanted.add(plain(network)));
              container.groups("volumes").stream()
                  .filter(mount -> mount.containsKey("volumeName"))
                  .forEach(mount -> wanted.add(plain((String) mount.get("volumeName"))));
              wanted.retainAll(made);
              assertThat(container.uses()).isEqualTo(wanted);
            });
  }

  private static String plain(@Nullable String engineName) {
    return String.valueOf(engineName).replaceFirst("^versatile-", "");
  }

  @Test
  void everyMountedVolumeIsRegistered() {
    assertThat(deployment().containers().values())
        .flatExtracting(container -> container.groups("volumes"))
        .filteredOn(mount -> mount.containsKey("volumeName"))
        .extracting(mount -> mount.get("volumeName"))
        .hasSameElementsAs(
            deployment().volumes().values().stream().map(Registered::engineName).toList());
  }

  @Test
  void databasesKeepTheirDataInVolumes() {
    assertThat(List.of("chat-postgres", "chat-redis", "hub-db", "hub-redis-queue"))
        .allSatisfy(
            name ->
                assertThat(deployment().container(name).groups("volumes"))
                    .extracting(mount -> mount.get("volumeName"))
                    .containsExactly("versatile-%s-data".formatted(name)));
  }

  @Test
  void dataIsProtectedInProdOnly() {
    assertThat(deployment().volumes().values())
        .isNotEmpty()
        .allSatisfy(volume -> assertThat(volume.options().protect()).isEqualTo(isProduction()));
  }

  @Test
  void nothingButDataIsProtected() {
    assertThat(deployment().resources())
        .filteredOn(resource -> !resource.is(Registered.VOLUME))
        .allSatisfy(resource -> assertThat(resource.options().protect()).isFalse());
  }

  /** The provider would report an updated health check and leave the container as it is. */
  @Test
  void aContainerIsReplacedForAnotherHealthCheck() {
    assertThat(deployment().containers().values())
        .allSatisfy(
            container ->
                assertThat(container.options().replaceOnChanges())
                    .containsExactly("healthcheck", "tmpfs", "init"));
  }

  /** Two that write to the same volume, or hold the same port, must not be there at a time. */
  @Test
  void onlyWhatIsRoutedAndKeepsNothingServesUntilItsSuccessorDoes() {
    assertThat(deployment().containers())
        .allSatisfy(
            (name, container) ->
                assertThat(container.options().deleteBeforeReplace())
                    .as(name)
                    .isEqualTo(!Set.of("chat-web", "hub-frontend").contains(name)));
  }
}
