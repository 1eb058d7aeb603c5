package app.versatilehub.live;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Cidr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0/8",
    "10.1.2.3/8, 10.0.0.0/8",
    "192.168.1.77/26, 192.168.1.64/26",
    "192.168.1.77/32, 192.168.1.77/32",
    "2001:db8::1/64, 2001:db8::/64",
    "2001:DB8:0:0:0:0:0:1/33, 2001:db8::/33"
  })
  void anAddressInsideMeansTheRange(String text, String range) {
    assertThat(AddressRange.parse(text)).contains(Cidr.of(range));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.0", "10.0.0.0/33", "::/129", "300.0.0.0/8", "example.org/8"})
  void anythingElseIsNoRange(String text) {
    assertThat(AddressRange.parse(text)).isEmpty();
  }
}
