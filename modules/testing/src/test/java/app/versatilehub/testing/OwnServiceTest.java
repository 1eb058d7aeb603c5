package app.versatilehub.testing;

import static app.versatilehub.testing.IsolationAssertions.assertThat;

import app.versatilehub.topology.StackId;
import app.versatilehub.topology.isolation.Zone;
import com.pulumi.Context;
import com.pulumi.docker.Container;
import com.pulumi.docker.ContainerArgs;
import com.pulumi.docker.Network;
import com.pulumi.docker.NetworkArgs;
import com.pulumi.docker.RemoteImage;
import com.pulumi.docker.RemoteImageArgs;
import com.pulumi.docker.inputs.ContainerNetworksAdvancedArgs;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The example of {@code docs/testing.md}, word for word. */
class OwnServiceTest {

  /** Somebody's own service: an API and its database, written with Pulumi alone. */
  private static void program(Context context) {
    Network inside =
        new Network(
            "inside",
            NetworkArgs.builder()
                .internal(true)
                .options(Map.of("com.docker.network.bridge.inhibit_ipv4", "true"))
                .build());
    RemoteImage postgres =
        new RemoteImage("postgres", RemoteImageArgs.builder().name("postgres:17").build());
    new Container("db", on(inside).name("db").image(postgres.imageId()).build());
    new Container("api", on(inside).name("api").image("example/api:1").build());
  }

  private static ContainerArgs.Builder on(Network network) {
    return ContainerArgs.builder()
        .networksAdvanced(ContainerNetworksAdvancedArgs.builder().name(network.id()).build());
  }

  @Test
  void theDatabaseIsReachedByTheApiAlone() {
    Deployment deployment =
        Deployment.run(StackId.of("my-project", "dev"), OwnServiceTest::program);

    assertThat(deployment)
        .isOn("db", "inside")
        .reaches("api", "db", 5432)
        .isolates("db")
        .fromEverythingBut("api")
        .isolates("db")
        .evenAfterTakeovers(1)
        .from(Zone.INTERNET)
        .publishesNoHostPortsExcept()
        .breaksNoRule();
  }
}
