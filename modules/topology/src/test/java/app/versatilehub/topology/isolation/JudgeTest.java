package app.versatilehub.topology.isolation;

import static app.versatilehub.topology.isolation.TestInventory.app;
import static app.versatilehub.topology.isolation.TestInventory.inventory;
import static app.versatilehub.topology.isolation.TestInventory.network;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import app.versatilehub.topology.Exposure;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 6, 30);

  /** An error, a warning and an information. */
  private static final Inventory INVENTORY =
      inventory(
          network("inside").internal(),
          app("till")
              .on("inside")
              .with(new Exposure.HostMount("/srv", true))
              .with(new Exposure.Privileged()));

  private static Judgement judged(Waiver... waivers) {
    return Judge.judge(INVENTORY, new Policy(0, List.of(waivers), TODAY));
  }

  private static Waiver waiver(String rule, String subject, LocalDate expires) {
    return new Waiver(rule, subject, "being replaced", expires);
  }

  @Test
  void putsTheMostSevereFirst() {
    Judgement judgement = judged();

    assertThat(judgement.title()).isEqualTo("test");
    assertThat(judgement.findings())
        .extracting(Finding::id)
        .containsExactly("privileged", "internal-open-to-host", "host-mount");
    assertThat(judgement.waived()).isEmpty();
    assertThat(judgement.proof().containers()).isEqualTo(1);
  }

  @Test
  void givesWhatIsAtLeastAsSevere() {
    assertThat(judged().atLeast(Severity.ERROR))
        .extracting(Finding::id)
        .containsExactly("privileged");
    assertThat(judged().atLeast(Severity.WARNING))
        .extracting(Finding::id)
        .containsExactly("privileged", "internal-open-to-host");
    assertThat(judged().atLeast(Severity.INFO)).hasSize(3);
  }

  @Test
  void findsTheSameThingOnce() {
    Exposure socket = new Exposure.EngineSocket();

    assertThat(
            Judge.judge(inventory(app("till").with(socket).with(socket)), Policy.strict(TODAY))
                .findings())
        .hasSize(1);
  }

  @Nested
  class Waivers {

    @Test
    void takeAFindingOutOfTheCount() {
      Waiver waiver = waiver("privileged", "service till", TODAY.plusDays(1));
      Judgement judgement = judged(waiver);

      assertThat(judgement.findings())
          .extracting(Finding::id)
          .containsExactly("internal-open-to-host", "host-mount");
      assertThat(judgement.waived())
          .singleElement()
          .satisfies(
              waived -> {
                assertThat(waived.finding().id()).isEqualTo("privileged");
                assertThat(waived.waiver()).isEqualTo(waiver);
              });
    }

    @Test
    void countOnTheirLastDay() {
      assertThat(judged(waiver("privileged", "service till", TODAY)).waived()).hasSize(1);
    }

    @Test
    void doNotCountAnyMoreTheDayAfter() {
      Judgement judgement = judged(waiver("privileged", "service till", TODAY.minusDays(1)));

      assertThat(judgement.waived()).isEmpty();
      assertThat(judgement.findings())
          .extracting(Finding::id)
          .containsExactly("privileged", "internal-open-to-host", "waiver-expired", "host-mount");
    }

    @Test
    void areReportedWhenNothingMatches() {
      assertThat(
              judged(
                      waiver("privileged", "service other", TODAY),
                      waiver("engine-socket", "service till", TODAY.minusDays(9)))
                  .findings())
          .extracting(Finding::id)
          .containsExactly(
              "privileged",
              "internal-open-to-host",
              "waiver-unused",
              "waiver-unused",
              "host-mount");
    }

    @Test
    void countWhenRenewedBesideAnExpiredOneWhichIsReported() {
      Waiver old = waiver("privileged", "service till", TODAY.minusDays(1));
      Waiver renewed = waiver("privileged", "service till", TODAY.plusDays(1));
      Judgement judgement = judged(old, renewed);

      assertThat(judgement.waived()).extracting(Judgement.Waived::waiver).containsExactly(renewed);
      assertThat(judgement.findings())
          .extracting(Finding::id)
          .containsExactly("internal-open-to-host", "waiver-expired", "host-mount");
    }

    @Test
    void changeNothingAboutWhatIsProved() {
      assertThat(judged(waiver("privileged", "service till", TODAY)).proof())
          .isEqualTo(judged().proof());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void giveAReason(String reason) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Waiver("privileged", "service till", reason, TODAY))
          .withMessage("a waiver of 'privileged' gives no reason");
    }
  }

  @Nested
  class Policies {

    @Test
    void allowForNoTakeoverUnlessTold() {
      assertThat(Policy.strict(TODAY)).isEqualTo(new Policy(0, List.of(), TODAY));
    }

    @Test
    void neverAllowForLessThanNone() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Policy(-1, List.of(), TODAY))
          .withMessage("'-1' compromises; allowed: 0 or more");
    }
  }
}
