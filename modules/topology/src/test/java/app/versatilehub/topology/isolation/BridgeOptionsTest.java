package app.versatilehub.topology.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import app.versatilehub.topology.isolation.BridgeOptions.Gateway;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BridgeOptionsTest {

  private static final String PREFIX = "com.docker.network.bridge.";

  private static BridgeOptions with(String option, String value) {
    return BridgeOptions.of(Map.of(PREFIX + option, value));
  }

  @Test
  void areTheDriversDefaultsWhenNoneIsSet() {
    assertThat(BridgeOptions.of(Map.of())).isEqualTo(BridgeOptions.DEFAULT);
    assertThat(BridgeOptions.DEFAULT).isEqualTo(new BridgeOptions(Gateway.NAT, Gateway.NAT, true));
  }

  @ParameterizedTest
  @CsvSource({"nat, NAT", "nat-unprotected, NAT_UNPROTECTED", "routed, ROUTED", "isolated, ABSENT"})
  void sayByFamilyWhatTheBridgeIs(String mode, Gateway gateway) {
    assertThat(with("gateway_mode_ipv4", mode))
        .isEqualTo(new BridgeOptions(gateway, Gateway.NAT, true));
    assertThat(with("gateway_mode_ipv6", mode))
        .isEqualTo(new BridgeOptions(Gateway.NAT, gateway, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway_mode_ipv4", "gateway_mode_ipv6"})
  void refuseAModeThatTheDriverDoesNotKnow(String option) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(option, "open"))
        .withMessage(
            "'open' is not a gateway mode (%s%s); allowed: nat, nat-unprotected, routed, isolated",
            PREFIX, option);
  }

  @ParameterizedTest
  @CsvSource({
    "1, true",
    "t, true",
    "T, true",
    "true, true",
    "TRUE, true",
    "0, false",
    "f, false",
    "false, false",
    "False, false",
    "yes, false",
    "'', false"
  })
  void readABooleanAsGoDoes(String text, boolean value) {
    assertThat(with("enable_icc", text).membersMeet()).isEqualTo(value);
    assertThat(with("inhibit_ipv4", text).ipv4()).isEqualTo(value ? Gateway.ABSENT : Gateway.NAT);
    assertThat(with("inhibit_ipv4", text).ipv6()).isEqualTo(Gateway.NAT);
  }

  @Test
  void inhibitIpv4WhateverTheModeIs() {
    assertThat(
            BridgeOptions.of(
                    Map.of(PREFIX + "inhibit_ipv4", "true", PREFIX + "gateway_mode_ipv4", "routed"))
                .ipv4())
        .isEqualTo(Gateway.ABSENT);
  }

  // 28.2 release notes, moby#49832: access to published ports at members' own addresses.
  @Test
  void takeTrustedInterfacesForRoutingInBothFamilies() {
    assertThat(with("trusted_host_interfaces", "vpn0:vpn1"))
        .isEqualTo(new BridgeOptions(Gateway.ROUTED, Gateway.ROUTED, true));
    assertThat(with("trusted_host_interfaces", " ")).isEqualTo(BridgeOptions.DEFAULT);
    assertThat(
            BridgeOptions.of(
                    Map.of(
                        PREFIX + "trusted_host_interfaces",
                        "vpn0",
                        PREFIX + "gateway_mode_ipv4",
                        "isolated"))
                .ipv4())
        .isEqualTo(Gateway.ABSENT);
  }

  @Test
  void ignoreOtherOptions() {
    assertThat(BridgeOptions.of(Map.of("enable_icc", "false", PREFIX + "name", "br-x")))
        .isEqualTo(BridgeOptions.DEFAULT);
  }

  @Test
  void playNoPartForAnotherDriver() {
    BridgeOptions apart = new BridgeOptions(Gateway.ABSENT, Gateway.ABSENT, false);

    assertThat(TestInventory.network("a").driver("overlay").isolated().entry().bridge())
        .isEqualTo(BridgeOptions.DEFAULT);
    assertThat(TestInventory.network("a").isolated().keepingMembersApart().entry().bridge())
        .isEqualTo(apart);
  }
}
