package app.versatilehub.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmallValuesTest {

  @Test
  void aSubnetTakesTheFirstHostAsItsGateway() {
    assertThat(Subnet.of(Cidr.of("10.0.0.0/8")).gateway()).hasToString("10.0.0.1");
    assertThat(Subnet.of(Cidr.of("fd00::/64")).gateway()).hasToString("fd00::1");
  }

  @Test
  void aSubnetRefusesAGatewayThatIsNoHostOfIt() {
    Cidr range = Cidr.of("10.0.0.0/24");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Subnet(range, IpAddress.of("10.0.0.255")))
        .withMessage(
            "gateway 10.0.0.255 is not a host address of 10.0.0.0/24; allowed: such as 10.0.0.1");
  }

  @Test
  void aVolumeIsSeenAtAnAbsolutePath() {
    EngineName volume = EngineName.of("versatile-data");
    assertThat(new VolumeMount(volume, "/data").path()).isEqualTo("/data");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VolumeMount(volume, "data"))
        .withMessage("'data' is not an absolute path");
  }

  @Test
  void aHealthCheckHasACommand() {
    Duration period = Duration.ofSeconds(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HealthCheck(List.of(), period))
        .withMessage("a health check needs a command");
  }

  @Test
  void healthIsTriedAtLeastOnce() {
    Duration second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HealthTiming(second, second, 0, second))
        .withMessage("0 retries; allowed: 1 or more");
  }

  @Test
  void aSecretHasANameForTheSettings() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SecretUse.Variable("Not_A_Name", "PASSWORD"))
        .withMessageStartingWith("'Not_A_Name' is not a secret name; allowed:");
  }

  @Test
  void aFindingTellsWhatAndWhereThenWhatToDo() {
    Finding finding = Finding.error("some-rule", "service a", "is wrong", "make it right");

    assertThat(finding.text()).isEqualTo("service a: is wrong [some-rule]\n    -> make it right");
    assertThat(finding.isError()).isTrue();
    assertThat(Finding.warning("some-rule", "a", "b", "c").isError()).isFalse();
  }

  @Test
  void findingsAreReportedTogetherAndTheMostSevereFirst() {
    Finding warning = Finding.warning("w", "a", "is odd", "look");
    Finding late = Finding.error("e", "z", "is wrong", "fix");
    Finding early = Finding.error("e", "b", "is wrong", "fix");

    FindingsException thrown = new FindingsException("it", List.of(warning, late, early));

    assertThat(thrown.findings()).containsExactly(early, late, warning);
    assertThat(thrown)
        .hasMessage(
            """
            it: 3 problems
              b: is wrong [e]
                -> fix
              z: is wrong [e]
                -> fix
              a: is odd [w]
                -> look""");
    assertThat(new FindingsException("it", List.of(early)))
        .hasMessageStartingWith("it: 1 problem\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FindingsException("it", List.of()))
        .withMessage("findings is empty");
  }
}
