package app.versatilehub.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortTest {

  @Property
  boolean readsItsOwnText(@ForAll @IntRange(min = 1, max = 65_535) int number) {
    Port port = Port.of(number);
    return Port.parse(port.toString()).equals(port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "65536",
        "70000",
        "99999999999",
        "-1",
        "+80",
        "80.0",
        " 80",
        "",
        "http",
        "٨٠"
      })
  void refusesWhatIsNoPort(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Port.parse(text))
        .withMessage("'%s' is not a port; allowed: 1 to 65535", text);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65_536})
  void refusesNumbersOutOfRange(int number) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Port.of(number))
        .withMessage("'%d' is not a port; allowed: 1 to 65535", number);
  }

  @Test
  void isInNumericalOrder() {
    assertThat(Port.of(80)).isLessThan(Port.of(443));
  }
}
