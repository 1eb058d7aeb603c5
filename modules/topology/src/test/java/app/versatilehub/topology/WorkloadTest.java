package app.versatilehub.topology;

import static app.versatilehub.topology.TestEnvironment.image;
import static app.versatilehub.topology.TestEnvironment.plain;
import static app.versatilehub.topology.TestEnvironment.withLocalImages;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WorkloadTest {

  private static final NetworkName INSIDE = NetworkName.of("inside");

  private static Topology shop(Environment environment) {
    TopologyBuilder topology = TopologyBuilder.of(environment);
    ModuleBuilder shop = topology.module("shop");
    shop.network(INSIDE).internal();
    ServiceBuilder database =
        shop.datastore("database")
            .runs(Workload.of("postgres:16").orLocal("postgres").env("POSTGRES_DB", "shop"))
            .on(INSIDE)
            .listensOn(5432);
    shop.app("till")
        .runs(
            Workload.of("till:3")
                .command("serve")
                .env("MODE", "shop")
                .secretVariable("KEY", "till-key"))
        .on(INSIDE)
        .listensOn(8080, 8081)
        .talksTo(database)
        .talksTo("clerk", 9000, Protocol.WEBSOCKET);
    shop.app("clerk")
        .runs(Workload.of("clerk:1"))
        .on(INSIDE)
        .listensOn(9000)
        .talksTo("till", 8081, Protocol.HTTP);
    return topology.build();
  }

  private static Workload of(String service, Topology topology) {
    return topology.service(ServiceName.of(service)).workload();
  }

  @Nested
  class FromUpstream {

    @Test
    void isAsDeclared() {
      Workload till = of("till", shop(plain()));

      assertThat(till.image()).hasToString("till:3");
      assertThat(till.command()).containsExactly("serve");
      assertThat(till.environment()).containsExactly(Map.entry("MODE", "shop"));
      assertThat(till.secrets()).containsExactly(new SecretUse.Variable("till-key", "KEY"));
    }
  }

  @Nested
  class FromLocalImages {

    @Test
    void isTheProjectsOwnImageOfTheSameSoftwareWhereThereIsOne() {
      Workload database = of("database", shop(withLocalImages()));

      assertThat(database.image()).hasToString("versatile-hub/postgres:7");
      assertThat(database.environment()).containsEntry("POSTGRES_DB", "shop");
    }

    @Test
    void isTheStandInOtherwiseWithoutTheApplicationsSecrets() {
      Workload till = of("till", shop(withLocalImages()));

      assertThat(till.image()).hasToString("versatile-hub/stand-in:7");
      assertThat(till.environment())
          .containsOnly(
              Map.entry("STAND_IN_NAME", "till"),
              Map.entry("STAND_IN_PORTS", "8080,8081"),
              Map.entry("STAND_IN_PEERS", "clerk=ws://clerk:9000,database=tcp://database:5432"));
      assertThat(till.command()).isEmpty();
      assertThat(till.secrets()).isEmpty();
      assertThat(till.health())
          .map(HealthCheck::test)
          .contains(List.of("CMD", "/stand-in", "health"));
    }

    @Test
    void standsInWithThePeersThatAreDeclaredAndNobodyElse() {
      Topology topology = shop(withLocalImages());

      for (String name : List.of("till", "clerk")) {
        String declared =
            topology.flows().stream()
                .filter(flow -> flow.comesFrom(ServiceName.of(name)))
                .map(flow -> flow.destination().value())
                .sorted()
                .collect(Collectors.joining(","));
        String peers = of(name, topology).environment().get("STAND_IN_PEERS");
        assertThat(
                Arrays.stream(String.valueOf(peers).split(",")).map(p -> p.replaceAll("=.*", "")))
            .containsExactly(declared.split(","));
      }
    }

    @Test
    void givesWayToTheImageThatTheSettingsName() {
      Environment environment =
          TestEnvironment.of(
              ImageSource.LOCAL,
              HostIsolation.INHIBIT_IPV4,
              Map.of(),
              Map.of(ServiceName.of("till"), image("mine:9")));

      Workload till = of("till", shop(environment));

      assertThat(till.image()).hasToString("mine:9");
      assertThat(till.command()).containsExactly("serve");
    }
  }

  @Nested
  class Declared {

    private final Workload plain = Workload.of("something:1");

    @Test
    void hasNothingButItsImage() {
      assertThat(plain)
          .isEqualTo(
              new Workload(
                  ImageReference.of("something:1"),
                  Optional.empty(),
                  List.of(),
                  List.of(),
                  Map.of(),
                  List.of(),
                  Map.of(),
                  Optional.empty(),
                  Confinement.DEFAULT));
    }

    @Test
    void isNotChangedByWhatIsAdded() {
      plain.env("A", "1").command("x").entrypoint("y").secretVariable("S", "s").orLocal("z");

      assertThat(plain).isEqualTo(Workload.of("something:1"));
    }

    @Test
    void namesTheFileOfASecret() {
      Workload workload = plain.secretFile("PASSWORD_FILE", "password");

      assertThat(workload.secrets())
          .containsExactly(new SecretUse.File("password", "/run/secrets/password", ""));
      assertThat(workload.environment())
          .containsExactly(Map.entry("PASSWORD_FILE", "/run/secrets/password"));
    }

    @Test
    void isHealthyWhenItsCommandSaysSo() {
      assertThat(plain.healthyWhen("a", "b c").startingWithin(Duration.ofMinutes(2)).health())
          .contains(new HealthCheck(List.of("CMD", "a", "b c"), Duration.ofMinutes(2)));
      assertThat(plain.healthyWhenShell("a | b").health())
          .map(HealthCheck::test)
          .contains(List.of("CMD-SHELL", "a | b"));
      assertThat(plain.healthyWhenNodeGets("http://127.0.0.1/").health())
          .hasValueSatisfying(
              check -> assertThat(check.test().get(3)).startsWith("fetch('http://127.0.0.1/')"));
    }
  }
}
