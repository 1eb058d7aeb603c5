package app.versatilehub.operations;

import static app.versatilehub.operations.ShopOnEngine.docker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.topology.FindingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers with real rows take another password. */
@SuppressWarnings("NullAway.Init")
class PasswordIT {

  private static final String FIRST = "1111111111111111ffffffffffffffff";
  private static final String SECOND = "2222222222222222ffffffffffffffff";

  @TempDir static Path home;
  private static ShopOnEngine shop;

  @BeforeAll
  static void start() {
    shop = new ShopOnEngine(home);
  }

  @AfterAll
  static void leaveNothing() {
    if (shop != null) {
      shop.close();
    }
  }

  private static void change(String secret, String value) throws IOException {
    try (Operations operations = Operations.connect()) {
      operations.changePassword(shop.topology(), secret, value);
    }
  }

  /** As another container would, not as the server's own user. */
  private static boolean postgresTakes(String password) {
    return succeeds(
        "PGPASSWORD=%s psql -h $(hostname) -U shop -d goods -c 'SELECT 1'".formatted(password),
        "sql");
  }

  private static boolean mariadbTakes(String password) {
    return succeeds(
        "mariadb -h $(hostname) -uroot -p%s --skip-ssl -e 'SELECT 1'".formatted(password), "maria");
  }

  private static boolean succeeds(String script, String service) {
    try {
      docker("exec", ShopOnEngine.name(service), "sh", "-ec", script);
      return true;
    } catch (AssertionError refused) {
      return false;
    }
  }

  /** The files in the containers keep the first password, as after an interruption. */
  @Test
  void bothKeepTheirRowsAndTakeOnlyTheNewPasswordAgainAndAgain() throws IOException {
    shop.sql("goods", "CREATE TABLE item AS SELECT generate_series(1, 1000) n");
    shop.maria("CREATE DATABASE site; USE site; CREATE TABLE tab AS SELECT seq FROM seq_1_to_1000");
    assertThat(postgresTakes(ShopOnEngine.PASSWORD)).isTrue();
    assertThat(mariadbTakes(ShopOnEngine.PASSWORD)).isTrue();

    for (String password : List.of(FIRST, FIRST, SECOND)) {
      change("sql-password", password);
      assertThat(postgresTakes(password)).isTrue();
    }
    for (String password : List.of(FIRST, FIRST)) {
      change("maria-password", password);
      assertThat(mariadbTakes(password)).isTrue();
    }

    assertThat(postgresTakes(FIRST)).isFalse();
    assertThat(postgresTakes(ShopOnEngine.PASSWORD)).isFalse();
    assertThat(mariadbTakes(ShopOnEngine.PASSWORD)).isFalse();
    assertThat(shop.sql("goods", "SELECT count(*), sum(n) FROM item")).isEqualTo("1000|500500");
    assertThat(
            shop.in(
                "maria",
                "mariadb",
                "-uroot",
                "-p" + FIRST,
                "-NB",
                "-e",
                "SELECT COUNT(*), SUM(seq) FROM site.tab"))
        .isEqualTo("1000\t500500");
    for (String service : List.of("sql", "maria")) {
      assertThat(docker("logs", ShopOnEngine.name(service)))
          .isNotEmpty()
          .doesNotContain(FIRST, SECOND);
      assertThat(docker("inspect", ShopOnEngine.name(service))).doesNotContain(FIRST, SECOND);
    }
    aSecondChangeNeedsWhatTheContainerHas();
  }

  /** Neither the new password nor the one of the container is the server's. */
  private static void aSecondChangeNeedsWhatTheContainerHas() {
    assertThatThrownBy(() -> change("maria-password", SECOND))
        .isInstanceOf(FindingsException.class)
        .hasMessageContainingAll("[password-unchanged]", "Access denied");
    assertThat(mariadbTakes(FIRST)).isTrue();
  }

  @Test
  void aServerThatIsStoppedIsNamedAndNothingElseIsTouched() throws IOException {
    change("queue-password", FIRST);
    assertThat(shop.queue("PING")).isEqualTo("PONG");

    docker("stop", ShopOnEngine.name("app"));
    docker("pause", ShopOnEngine.name("sql"));
    try {
      assertThatThrownBy(() -> change("sql-password", FIRST))
          .isInstanceOf(FindingsException.class)
          .hasMessageContainingAll("[container-not-running]", "service sql");
    } finally {
      docker("unpause", ShopOnEngine.name("sql"));
    }
  }
}
