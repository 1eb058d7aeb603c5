package app.versatilehub.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.firewall.MemberAddresses.AddressFlow;
import app.versatilehub.topology.EngineName;
import app.versatilehub.topology.EngineVersion;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.Predecessors;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.ContainerState.EndpointState;
import app.versatilehub.verification.engine.ContainerState.Status;
import app.versatilehub.verification.engine.EngineFacts;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who is let through is who bears a service's name, and is the stack's own. */
class MemberAddressesTest {

  private static final Topology TOPOLOGY = Hub.with();
  private static final String WEB = "versatile-chat-web";
  private static final String DATABASE = "versatile-chat-postgres";
  private static final String NETWORK = "versatile-chat-internal";

  private final List<ContainerState> containers = new ArrayList<>();

  private void container(String name, String stack, Status status, String address) {
    containers.add(
        new ContainerState(
            "0".repeat(64),
            name,
            "image:1",
            "sha256:0",
            status,
            Optional.empty(),
            0,
            NETWORK,
            List.of(new EndpointState(NETWORK, new TreeSet<>(), List.of(IpAddress.of(address)))),
            List.of(),
            new TreeMap<>(Map.of(Labels.STACK, stack))));
  }

  private void own(String name, String address) {
    container(name, TOPOLOGY.stack().value(), Status.RUNNING, address);
  }

  private List<AddressFlow> toTheDatabase() {
    EngineFacts facts =
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
            List.of());
    EngineSnapshot engine = new EngineSnapshot(facts, List.of(), containers, new TreeMap<>());
    return MemberAddresses.of(TOPOLOGY, engine).flows().stream()
        .filter(flow -> flow.port().equals(Port.of(5432)))
        .toList();
  }

  private static AddressFlow flow(String source, String destination) {
    return new AddressFlow(IpAddress.of(source), IpAddress.of(destination), Port.of(5432));
  }

  @Test
  void aServiceReachesTheDatabaseFromItsAddress() {
    own(WEB, "10.213.2.2");
    own(DATABASE, "10.213.2.3");

    assertThat(toTheDatabase()).containsExactly(flow("10.213.2.2", "10.213.2.3"));
  }

  @Test
  void whatHasGivenItsNameUpReachesItUntilItStops() {
    String before = Predecessors.name(EngineName.of(WEB), "0123456789abcdef").value();
    own(before, "10.213.2.2");
    own(WEB, "10.213.2.4");
    own(DATABASE, "10.213.2.3");

    assertThat(toTheDatabase())
        .containsExactly(flow("10.213.2.2", "10.213.2.3"), flow("10.213.2.4", "10.213.2.3"));

    containers.clear();
    container(before, TOPOLOGY.stack().value(), Status.EXITED, "10.213.2.2");
    own(DATABASE, "10.213.2.3");
    assertThat(toTheDatabase()).isEmpty();
  }

  @Test
  void whoOnlyIsCalledSoDoesNot() {
    container(WEB, "versatile-hub/other", Status.RUNNING, "10.213.2.2");
    own(WEB + "-2", "10.213.2.5");
    own("before-" + WEB, "10.213.2.6");
    own(DATABASE, "10.213.2.3");

    assertThat(toTheDatabase()).isEmpty();
  }
}
