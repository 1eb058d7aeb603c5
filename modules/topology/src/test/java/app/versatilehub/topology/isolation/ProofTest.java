package app.versatilehub.topology.isolation;

import static app.versatilehub.topology.isolation.TestInventory.app;
import static app.versatilehub.topology.isolation.TestInventory.datastore;
import static app.versatilehub.topology.isolation.TestInventory.declaringFlows;
import static app.versatilehub.topology.isolation.TestInventory.flow;
import static app.versatilehub.topology.isolation.TestInventory.gateway;
import static app.versatilehub.topology.isolation.TestInventory.inventory;
import static app.versatilehub.topology.isolation.TestInventory.network;
import static app.versatilehub.topology.isolation.TestInventory.route;
import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.isolation.TestInventory.Part;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProofTest {

  private static Proof proof(Part... parts) {
    return Judge.judge(inventory(parts), Policy.strict(LocalDate.of(2026, 6, 30))).proof();
  }

  /** A gateway in front of an application in front of a database. */
  private static Part[] shop(Part... more) {
    return Stream.concat(
            Stream.of(
                network("web"),
                network("inside").isolated(),
                gateway("door").on("web").publishes(443, 443),
                app("till").on("web", "inside").listens(8080),
                datastore("shelf").on("inside").listens(5432)),
            Stream.of(more))
        .toArray(Part[]::new);
  }

  @Test
  void decidesEveryPairOfAZoneAndAnothersPort() {
    Proof proof = proof(shop());

    assertThat(proof.networks()).isEqualTo(2);
    assertThat(proof.containers()).isEqualTo(3);
    // 8 zones and 3 ports, but for each container's own.
    assertThat(proof.pairs()).isEqualTo(8 * 3 - 3);
    // The gateway's port: Internet, neighbour, host, web, till. The application's: host, web,
    // inside,
    // door, shelf. The database's: inside, till.
    assertThat(proof.open()).isEqualTo(5 + 5 + 2);
    // The gateway's from inside and the database, through the application; the application's from
    // Internet and neighbour; the database's from Internet, neighbour, host, web and door.
    assertThat(proof.byCompromise()).isEqualTo(2 + 2 + 5);
    assertThat(proof.closed()).isZero();
  }

  @Test
  void countsAsClosedWhatNoTakeoverOpens() {
    Proof proof =
        proof(
            network("inside").isolated(),
            app("till").on("inside"),
            datastore("shelf").on("inside").listens(5432));

    assertThat(proof.pairs()).isEqualTo(5);
    assertThat(proof.open()).isEqualTo(2);
    assertThat(proof.byCompromise()).isZero();
    assertThat(proof.closed()).isEqualTo(3);
  }

  @Test
  void leavesOutTheOwnPortsOfAContainerWhoseNameBeginsLikeAnothers() {
    Proof proof =
        proof(
            network("web"),
            app("app").on("web").listens(1, 2).perhapsOnMorePorts(),
            app("app-2").on("web").listens(3));

    // Six zones and four ports, but three and one of their own.
    assertThat(proof.pairs()).isEqualTo(6 * 4 - 4);
  }

  @Test
  void saysHowManyTakeoversTheNearestDatastoreIsAway() {
    assertThat(proof(shop()).compromisesToDatastore()).hasValue(2);
    assertThat(proof(shop(route("shop", "till", 8080, "web"))).compromisesToDatastore())
        .hasValue(1);
    assertThat(proof(shop(datastore("bin").on("web").publishes(1, 1))).compromisesToDatastore())
        .hasValue(0);
    assertThat(
            proof(network("inside").isolated(), datastore("shelf").on("inside").listens(5432))
                .compromisesToDatastore())
        .isEmpty();
    assertThat(
            proof(network("web"), app("till").on("web").publishes(1, 1)).compromisesToDatastore())
        .isEmpty();
  }

  @Test
  void countsTheOpenPairsThatNoFlowDeclares() {
    assertThat(proof(shop()).undeclared()).isZero();
    // door and till reach each other, and so do till and shelf, but shelf only has one port.
    assertThat(proof(shop(declaringFlows())).undeclared()).isEqualTo(4);
    assertThat(proof(shop(flow("door", "till", 8080), flow("till", "shelf", 5432))).undeclared())
        .isEqualTo(2);
    assertThat(proof(shop(flow("till", "shelf", 1))).undeclared()).isEqualTo(4);
  }

  @Test
  void countsAPairOnceThatTwoNetworksOpen() {
    assertThat(
            proof(
                    network("one"),
                    network("two"),
                    app("till").on("one", "two"),
                    app("clerk").on("one", "two").listens(80),
                    declaringFlows())
                .undeclared())
        .isEqualTo(1);
  }

  @Test
  void hasAHashOfTheReachAlone() {
    assertThat(proof(shop()).hash()).matches("[0-9a-f]{64}").isEqualTo(proof(shop()).hash());
    List<Part> reversed = new ArrayList<>();
    Stream.of(shop()).forEach(part -> reversed.add(0, part));
    assertThat(proof(reversed.toArray(Part[]::new)).hash()).isEqualTo(proof(shop()).hash());
    // What does not change who reaches whom.
    assertThat(proof(shop(flow("till", "shelf", 5432))).hash()).isEqualTo(proof(shop()).hash());
  }

  @Test
  void hasAnotherHashWhereOnePairDiffers() {
    Stream<Proof> proofs =
        Stream.of(
            proof(shop()),
            // The same ports and zones, another number of takeovers.
            proof(shop(route("shop", "till", 8080, "web"))),
            // One more port, one more zone, another name.
            proof(shop(app("hermit"))),
            proof(shop(app("hermit").listens(80))),
            proof(shop(app("monk").listens(80))),
            proof(shop(app("monk").listens(81))),
            proof(shop(network("empty").isolated())));

    assertThat(proofs.map(Proof::hash)).doesNotHaveDuplicates();
  }

  @Test
  void tellsApartWhatIsAsFarAsAByteCanCount() {
    assertThat(chain(300).byCompromise()).isPositive();
    assertThat(chain(300).compromisesToDatastore()).hasValue(300);
  }

  /** A chain of networks with a service between each and the next, a database at the end. */
  private static Proof chain(int length) {
    List<Part> parts = new ArrayList<>();
    parts.add(network("n0"));
    for (int i = 1; i <= length; i++) {
      parts.add(network("n" + i).isolated());
      TestInventory.Container link = app("c" + i).on("n" + (i - 1), "n" + i).listens(80);
      parts.add(i == 1 ? link.publishes(80, 80) : link);
    }
    parts.add(datastore("db").on("n" + length).listens(5432));
    return proof(parts.toArray(Part[]::new));
  }
}
