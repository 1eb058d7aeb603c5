package app.versatilehub.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

  @ParameterizedTest
  @CsvSource({
    "172.31.0.1, 172.31.0.1, false",
    "0.0.0.0, 0.0.0.0, false",
    "255.255.255.255, 255.255.255.255, false",
    "fd00::1, fd00::1, true",
    "FD00:0:0:0:0:0:0:1, fd00::1, true",
    "::, ::, true"
  })
  void hasOneText(String text, String canonical, boolean ipv6) {
    IpAddress address = IpAddress.of(text);

    assertThat(address).hasToString(canonical).isEqualTo(IpAddress.of(canonical));
    assertThat(address.isIpv6()).isEqualTo(ipv6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.04",
        "1.2.3.4/8",
        "a.b.c.d",
        ":::",
        "fd00::g",
        "1:2:3:4:5:6:7:8:9",
        "fe80::1%eth0",
        " 1.2.3.4"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpAddress.of(text))
        .withMessage("'%s' is not an IP address; allowed: such as 172.31.0.1 or fd00::1", text);
  }
}
