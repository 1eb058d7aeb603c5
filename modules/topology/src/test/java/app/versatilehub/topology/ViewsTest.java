package app.versatilehub.topology;

import static app.versatilehub.topology.TestEnvironment.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Labels and the connectivity matrix: what is shown of a topology, on the engine and on paper. */
class ViewsTest {

  private static final NetworkName WEB = NetworkName.of("web");
  private static final NetworkName INSIDE = NetworkName.of("inside");

  private final Topology topology = shop();

  private static Topology shop() {
    TopologyBuilder topology = TopologyBuilder.of(plain());
    ModuleBuilder shop = topology.module("shop");
    shop.network(WEB);
    shop.network(INSIDE).internal();
    shop.app("till").runs(Workload.of("till:1")).on(WEB, INSIDE);
    shop.datastore("shelf").runs(Workload.of("shelf:1")).on(INSIDE);
    shop.app("hermit").runs(Workload.of("hermit:1"));
    return topology.build();
  }

  @Test
  void labelsTellTheOwnerAndWhatItIs() {
    StackId stack = topology.stack();

    assertThat(Labels.of(stack, topology.network(INSIDE)))
        .containsExactly(
            entry("versatile.module", "shop"),
            entry("versatile.network", "inside"),
            entry("versatile.stack", "versatile-hub/test"));
    assertThat(Labels.of(stack, topology.service(ServiceName.of("shelf"))))
        .containsExactly(
            entry("versatile.kind", "datastore"),
            entry("versatile.module", "shop"),
            entry("versatile.ports", "none"),
            entry("versatile.service", "shelf"),
            entry("versatile.stack", "versatile-hub/test"));
    assertThat(Labels.ofVolume(stack, "shop"))
        .containsExactly(
            entry("versatile.module", "shop"), entry("versatile.stack", "versatile-hub/test"));
  }

  @Test
  void aLabelHoldsThePortsAndCanBeReadAgain() {
    assertThat(Labels.ports(List.of(), List.of())).isEqualTo("none");
    assertThat(Labels.ports(List.of(Port.of(443), Port.of(80)), List.of())).isEqualTo("80,443");
    assertThat(Labels.ports("none")).isEmpty();
    assertThat(Labels.ports("80, 443"))
        .containsExactly(
            entry(Port.of(80), Optional.empty()), entry(Port.of(443), Optional.empty()));
    assertThatIllegalArgumentException().isThrownBy(() -> Labels.ports("80,"));
    assertThatIllegalArgumentException().isThrownBy(() -> Labels.ports("http"));
  }

  @Test
  void aLabelHoldsTheNetworkOfAPortThatIsListenedOnThereAlone() {
    BoundPort metrics = new BoundPort(Port.of(8082), NetworkName.of("watch"), "figures");

    assertThat(Labels.ports(List.of(Port.of(8082), Port.of(80)), List.of(metrics)))
        .isEqualTo("80,8082@watch");
    assertThat(Labels.ports("80,8082@watch"))
        .containsExactly(
            entry(Port.of(80), Optional.empty()), entry(Port.of(8082), Optional.of("watch")));
  }

  @Test
  void theMatrixHasARowForEachServiceAndAColumnForEachNetwork() {
    ConnectivityMatrix matrix = ConnectivityMatrix.of(topology);

    assertThat(matrix.networks()).containsExactly(WEB, INSIDE);
    assertThat(matrix.rows())
        .extracting(row -> row.service() + " " + row.attached())
        .containsExactly("hermit [false, false]", "shelf [false, true]", "till [true, true]");
  }

  @Test
  void aPublicAddressNamesThePortOnlyWhenItMust() {
    assertThat(plain().url(HostName.of("a.org"))).isEqualTo("https://a.org");
    assertThat(plain().host(ServiceName.of("till"), "shop")).hasToString("shop.example.org");
    assertThat(plain().engineName("till")).hasToString("versatile-till");
  }
}
