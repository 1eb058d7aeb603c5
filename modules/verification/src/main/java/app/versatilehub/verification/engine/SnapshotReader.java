package app.versatilehub.verification.engine;

import static app.versatilehub.verification.engine.Json.elements;
import static app.versatilehub.verification.engine.Json.text;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Labels;
import app.versatilehub.verification.engine.NetworkState.SubnetState;
import app.versatilehub.verification.probe.Probes;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks the engine for all that a snapshot holds, and reads the answers. */
final class SnapshotReader {

  private SnapshotReader() {}

  static EngineSnapshot read(EngineQuestions questions, boolean local) throws IOException {
    Future<Optional<JsonNode>> version = questions.ask("/version");
    Future<Optional<JsonNode>> info = questions.ask("/info");
    Future<Optional<JsonNode>> listed = questions.ask("/networks");
    Future<Optional<JsonNode>> images = questions.ask("/images/json");
    List<JsonNode> containers = containers(questions);
    JsonNode about = present(questions.await(info), "/info");
    List<NetworkState> networks =
        elements(present(questions.await(listed), "/networks"))
            .map(network -> network(network, gateways(network, containers)))
            .sorted(Comparator.comparing(NetworkState::name).thenComparing(NetworkState::id))
            .toList();
    ContainerReader reader =
        new ContainerReader(networks, text(about.path("CgroupVersion")).equals("2"));
    return new EngineSnapshot(
        facts(present(questions.await(version), "/version"), about, local),
        networks,
        containers.stream()
            .map(reader::read)
            .filter(container -> !isProbe(container))
            .sorted(Comparator.comparing(ContainerState::name))
            .toList(),
        images(present(questions.await(images), "/images/json")));
  }

  /**
   * Of another run that asks at the same time. The label alone would let anything hide: a probe has
   * no interface of its own.
   */
  private static boolean isProbe(ContainerState container) {
    return container.labels().containsKey(Labels.PROBE)
        && container.image().startsWith(Probes.IMAGE + ":")
        && (container.networkMode().equals("host")
            || container.networkMode().startsWith("container:"));
  }

  private static SortedMap<String, String> images(JsonNode list) {
    SortedMap<String, String> images = new TreeMap<>();
    elements(list)
        .forEach(
            image ->
                Stream.of("RepoTags", "RepoDigests")
                    .flatMap(names -> elements(image.path(names)))
                    .map(Json::text)
                    // Images without a name are listed as <none>.
                    .filter(name -> !name.contains("<none>"))
                    .forEach(name -> images.put(name, text(image.path("Id")))));
    return images;
  }

  /** Those that are still there when they are asked for. */
  private static List<JsonNode> containers(EngineQuestions questions) throws IOException {
    JsonNode list =
        present(questions.await(questions.ask("/containers/json?all=true")), "/containers/json");
    List<Future<Optional<JsonNode>>> asked =
        elements(list)
            .map(container -> questions.ask("/containers/" + text(container.path("Id")) + "/json"))
            .toList();
    List<JsonNode> containers = new ArrayList<>();
    for (Future<Optional<JsonNode>> answer : asked) {
      questions.await(answer).ifPresent(containers::add);
    }
    return containers;
  }

  private static JsonNode present(Optional<JsonNode> answer, String path) throws IOException {
    return answer.orElseThrow(() -> new IOException("is no engine: it has no " + path));
  }

  private static EngineFacts facts(JsonNode version, JsonNode info, boolean local) {
    return new EngineFacts(
        Json.parsed(text(version.path("Version")), EngineVersion::parse),
        text(version.path("ApiVersion")),
        text(version.path("Arch")),
        text(version.path("KernelVersion")),
        local,
        firewall(info.path("FirewallBackend")),
        info.path("IPv4Forwarding").asBoolean(),
        Json.flag(info.path("BridgeNfIptables")),
        elements(info.path("SecurityOptions")).map(Json::text).toList(),
        elements(info.path("Warnings")).map(Json::text).toList());
  }

  private static Optional<String> firewall(JsonNode backend) {
    return Optional.of(text(backend.path("Driver"))).filter(driver -> !driver.isEmpty());
  }

  private static NetworkState network(JsonNode network, Set<IpAddress> gateways) {
    return new NetworkState(
        text(network.path("Id")),
        text(network.path("Name")),
        text(network.path("Driver")),
        network.path("Internal").asBoolean(),
        network.path("EnableIPv6").asBoolean(),
        elements(network.path("IPAM").path("Config"))
            .flatMap(config -> subnet(config, gateways))
            .toList(),
        Json.texts(network.path("Options")),
        Json.texts(network.path("Labels")));
  }

  private static Stream<SubnetState> subnet(JsonNode config, Set<IpAddress> gateways) {
    return Json.parsed(text(config.path("Subnet")), Cidr::of).stream()
        .map(
            range ->
                new SubnetState(
                    range,
                    Json.address(config.path("Gateway"))
                        .or(() -> gateways.stream().filter(range::contains).findFirst())));
  }

  /** Older releases list no gateway that they have chosen themselves, but tell the members. */
  private static Set<IpAddress> gateways(JsonNode network, List<JsonNode> containers) {
    return containers.stream()
        .flatMap(container -> elements(container.path("NetworkSettings").path("Networks")))
        .filter(endpoint -> endpoint.path("NetworkID").equals(network.path("Id")))
        .flatMap(endpoint -> Stream.of("Gateway", "IPv6Gateway").map(endpoint::path))
        .flatMap(gateway -> Json.address(gateway).stream())
        .collect(Collectors.toUnmodifiableSet());
  }
}
