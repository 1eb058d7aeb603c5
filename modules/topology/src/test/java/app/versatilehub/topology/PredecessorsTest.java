package app.versatilehub.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PredecessorsTest {

  private static final EngineName WEB = EngineName.of("hub-web");

  @Test
  void aPredecessorIsKnownByItsNameAndSeveralAreKeptApart() {
    EngineName one = Predecessors.name(WEB, "0123456789abcdef0123456789abcdef");
    EngineName other = Predecessors.name(WEB, "fedcba9876543210fedcba9876543210");

    // The proxy of the engine knows it by the same pattern.
    assertThat(one.value()).isEqualTo("hub-web.before-0123456789ab");
    assertThat(other).isNotEqualTo(one);
    assertThat(Predecessors.isOf(WEB, one.value())).isTrue();
  }

  @Test
  void neitherTheContainerItselfNorAReplicaIsOne() {
    assertThat(Predecessors.isOf(WEB, "hub-web")).isFalse();
    assertThat(Predecessors.isOf(WEB, "hub-web-2")).isFalse();
    assertThat(Predecessors.isOf(WEB, "hub-web-2.before-0123456789ab")).isFalse();
  }
}
