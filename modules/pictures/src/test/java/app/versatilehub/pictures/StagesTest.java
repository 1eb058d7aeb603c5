package app.versatilehub.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.pictures.Stages.Edge;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StagesTest {

  private static final double ROOM = 50;

  @Test
  void putsANodeAfterAllThatLeadToIt() {
    Stages stages = stages(4, new Edge(0, 1), new Edge(1, 2), new Edge(0, 2), new Edge(2, 3));

    assertThat(IntStream.range(0, 4).map(stages::stage)).containsExactly(0, 1, 2, 3);
    assertThat(stages.chain(2)).as("one bend on the way past node 1").hasSize(3);
  }

  @Test
  void turnsWhatWouldCloseACircle() {
    Stages stages = stages(3, new Edge(0, 1), new Edge(1, 2), new Edge(2, 0));

    assertThat(IntStream.range(0, 3).map(stages::stage)).containsExactly(0, 1, 2);
    assertThat(stages.chain(2).get(0)).isZero();
  }

  @Test
  void crossesNothingThatNeedNotCross() {
    Stages stages =
        stages(6, new Edge(0, 5), new Edge(1, 4), new Edge(2, 3), new Edge(0, 4), new Edge(1, 3));

    assertThat(stages.position(0) < stages.position(1)).isEqualTo(before(stages, 5, 4));
    assertThat(stages.position(1) < stages.position(2)).isEqualTo(before(stages, 4, 3));
  }

  @Test
  void leavesEveryNodeItsRoom() {
    Stages stages = stages(5, new Edge(0, 1), new Edge(0, 2), new Edge(0, 3), new Edge(0, 4));

    double[] along = IntStream.range(1, 5).mapToDouble(stages::position).sorted().toArray();
    for (int i = 1; i < along.length; i++) {
      assertThat(along[i] - along[i - 1]).isGreaterThanOrEqualTo(ROOM - 0.001);
    }
    assertThat(stages.position(0)).isEqualTo((along[0] + along[3]) / 2);
  }

  private static boolean before(Stages stages, int one, int other) {
    return stages.position(one) < stages.position(other);
  }

  private static Stages stages(int nodes, Edge... edges) {
    return new Stages(nodes, List.of(edges), ROOM, 10);
  }
}
