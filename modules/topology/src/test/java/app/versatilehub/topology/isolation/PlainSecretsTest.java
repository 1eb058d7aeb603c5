package app.versatilehub.topology.isolation;

import static app.versatilehub.topology.isolation.TestInventory.app;
import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.isolation.ContainerEntry.Place;
import app.versatilehub.topology.isolation.TestInventory.Container;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainSecretsTest {

  private static Container command(String... words) {
    Container container = app("till");
    for (int i = 0; i < words.length; i++) {
      container.setting(Place.COMMAND, Integer.toString(i), words[i]);
    }
    return container;
  }

  @Nested
  class ByName {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "POSTGRES_PASSWORD",
          "MYSQL_PWD",
          "PGPASSWORD",
          "dbPassword",
          "REDIS_PASS",
          "SMTP_PASSWD",
          "KENNWORT_PASSWORT",
          "KEY_PASSPHRASE",
          "JWT_SECRET",
          "AUTH_TOKEN",
          "TOKEN",
          "API_KEY",
          "OPENAI_APIKEY",
          "PRIVATE_KEY",
          "AWS_SECRET_ACCESS_KEY",
          "SECRET_KEY_BASE",
          "SECRET_KEY",
          "ENCRYPTION_KEY",
          "CREDENTIALS",
          "SERVICE_CREDENTIAL",
          "app.security.password",
          "MASTERAUTH"
        })
    void aValueIsASecret(String name) {
      assertThat(PlainSecrets.in(app("till").set(name, "hunter2").entry()))
          .containsExactly("the variable " + name);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "POSTGRES_PASSWORD_FILE",
          "TOKEN_TTL",
          "SECRET_NAME",
          "TOKEN_URL",
          "PASSWORD_MIN_LENGTH",
          "ACCESS_KEY_ID",
          "API_KEY_HEADER",
          "CREDENTIALS_PATH",
          "COMPASS",
          "BYPASS",
          "MONKEY",
          "KEY",
          "USERNAME",
          "POSTGRES_HOST_AUTH_METHOD",
          "SECRETARY",
          "TOKENIZER"
        })
    void aValueIsNone(String name) {
      assertThat(PlainSecrets.in(app("till").set(name, "hunter2").entry())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
      "'', false",
      "'  ', false",
      "true, false",
      "False, false",
      "yes, false",
      "no, false",
      "on, false",
      "off, false",
      "none, false",
      "null, false",
      "0, false",
      "7, false",
      "/run/secrets/db, false",
      "${DB_PASSWORD}, false",
      "$DB_PASSWORD, false",
      "${DB_PASSWORD:?must be set}, false",
      "file:/run/secrets/db, false",
      "truely, true",
      "42, true",
      "nope, true",
      "$1$salt$hash, true",
      "changeme, true",
      "' padded ', true"
    })
    void aValueMayOnlyPointToOne(String value, boolean secret) {
      assertThat(!PlainSecrets.in(app("till").set("DB_PASSWORD", value).entry()).isEmpty())
          .isEqualTo(secret);
    }

    @Test
    void aLabelMayHoldOne() {
      assertThat(PlainSecrets.in(app("till").setting(Place.LABEL, "backup.password", "x1").entry()))
          .containsExactly("the label backup.password");
    }
  }

  @Nested
  class ByForm {

    @ParameterizedTest
    @CsvSource({
      "postgres://till:hunter2@db:5432/shop, true",
      "redis://:hunter2@cache, true",
      "amqp://guest:guest@queue/, true",
      "jdbc+mysql://a:b2@db, true",
      "postgres://till:${DB_PASSWORD}@db/shop, false",
      "postgres://till:@db/shop, false",
      "postgres://till@db/shop, false",
      "http://clerk:8080/a@b, false",
      "http://clerk:8080, false",
      "mailto:a@example.org, false",
      "ghp_0123456789abcdefghijABCDEFGHIJ012345, true",
      "ghp_short, false",
      "xoxb-1234567890-abcdef, true",
      "AKIAIOSFODNN7EXAMPLE, true",
      "AKIA, false",
      "sk-abcdefghijklmnopqrstuvwx, true",
      "sk-short, false",
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln, true",
      "eyJhbGciOiJIUzI1NiJ9, false",
      "'-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n', true",
      "'-----BEGIN RSA PRIVATE KEY-----\nMII', true",
      "-----BEGIN CERTIFICATE-----, false"
    })
    void aValueIsASecretUnderAnyName(String value, boolean secret) {
      Container container = app("till").set("SETTING", value);

      assertThat(PlainSecrets.in(container.entry()))
          .isEqualTo(secret ? List.of("the variable SETTING") : List.of());
    }
  }

  @Nested
  class InACommand {

    @Test
    void theWordAfterATellingOption() {
      assertThat(PlainSecrets.in(command("redis-server", "--requirepass", "hunter2").entry()))
          .containsExactly("word 2 of the command");
    }

    @Test
    void theValueInATellingOption() {
      assertThat(PlainSecrets.in(command("server", "--db-password=hunter2", "-x=y").entry()))
          .containsExactly("word 1 of the command");
    }

    @Test
    void butNoOtherWord() {
      assertThat(
              PlainSecrets.in(
                  command(
                          "run",
                          "--password",
                          "--verbose",
                          "--password-file",
                          "/run/secrets/x",
                          "--token-ttl=60",
                          "--password=",
                          "--password=x1",
                          "after",
                          "password",
                          "word",
                          "-password",
                          "word",
                          "=password",
                          "--secret=${SECRET}")
                      .entry()))
          .containsExactly("word 7 of the command");
    }

    @Test
    void notTheFirstWordBecauseOfAVariableBefore() {
      assertThat(
              PlainSecrets.in(
                  app("till")
                      .setting(Place.ENVIRONMENT, "X", "--password")
                      .setting(Place.COMMAND, "0", "word")
                      .entry()))
          .isEmpty();
    }

    @Test
    void notAVariableBecauseOfTheWordBefore() {
      assertThat(
              PlainSecrets.in(
                  app("till")
                      .setting(Place.COMMAND, "0", "--password")
                      .setting(Place.ENVIRONMENT, "X", "word")
                      .entry()))
          .isEmpty();
    }
  }

  @Test
  void areTheFilesInTheFolderOfSecretsAndOthersByName() {
    assertThat(
            PlainSecrets.in(
                app("till")
                    .setting(Place.FILE, "/run/secrets/db", "x1")
                    .setting(Place.FILE, "/run/secrets/empty", "")
                    .setting(Place.FILE, "/etc/app/password", "x1")
                    .setting(Place.FILE, "/etc/app/conf", "x1")
                    .setting(Place.ENVIRONMENT, "/run/secrets/db", "x1")
                    .entry()))
        .containsExactly("the file /run/secrets/db", "the file /etc/app/password");
  }

  @Test
  void areAllNamedInOrder() {
    assertThat(
            PlainSecrets.in(
                app("till").set("A_PASSWORD", "x1").set("B", "plain").set("C_TOKEN", "x2").entry()))
        .containsExactly("the variable A_PASSWORD", "the variable C_TOKEN");
  }

  @Test
  void areNotInTheTextOfASetting() {
    assertThat(app("till").set("DB_PASSWORD", "hunter2").entry().toString())
        .contains("ENVIRONMENT DB_PASSWORD")
        .doesNotContain("hunter2");
  }
}
