package app.versatilehub.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTypesTest {

  @Nested
  class NamesInTheTopology {

    private static final String SIXTY_THREE =
        "a23456789012345678901234567890123456789012345678901234567890123";

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "hub-internal", "a--b", SIXTY_THREE})
    void keepTheirText(String text) {
      assertThat(NetworkName.of(text)).hasToString(text);
      assertThat(ServiceName.of(text)).hasToString(text);
      assertThat(NamePrefix.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          " ",
          "Hub",
          "hub_db",
          "-hub",
          "hub-",
          "hub.db",
          "hub\n",
          "año",
          SIXTY_THREE + "4"
        })
    void areDnsLabels(String text) {
      String message =
          "'%s' is not a %s; allowed: lower-case letters, digits and inner hyphens, at most 63";
      assertThatIllegalArgumentException()
          .isThrownBy(() -> NetworkName.of(text))
          .withMessage(message, text, "network name");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ServiceName.of(text))
          .withMessage(message, text, "service name");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> NamePrefix.of(text))
          .withMessage(message, text, "name prefix");
    }

    @Test
    void areInAlphabeticalOrder() {
      assertThat(ServiceName.of("chat-web")).isLessThan(ServiceName.of("hub-db"));
      assertThat(NetworkName.of("shared")).isLessThan(NetworkName.of("web"));
    }
  }

  @Nested
  class NamesOnTheEngine {

    @ParameterizedTest
    @ValueSource(strings = {"web", "versatile-hub-internal", "a.b_c-D", "9x"})
    void keepTheirText(String text) {
      assertThat(EngineName.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "-web", "_web", "a b", "a/b", "a:b", "web\n"})
    void areThoseThatTheEngineAccepts(String text) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> EngineName.of(text))
          .withMessage(
              "'%s' is not a name that the engine accepts; allowed: a letter or digit, then at"
                  + " least one letter, digit, underscore, period or hyphen",
              text);
    }

    @Test
    void areInAlphabeticalOrder() {
      assertThat(EngineName.of("versatile-a")).isLessThan(EngineName.of("versatile-b"));
    }
  }

  @Nested
  class BridgeNames {

    @ParameterizedTest
    @ValueSource(strings = {"a", "br-hub", "br_hub.1", "fifteen-letters"})
    void keepTheirText(String text) {
      assertThat(BridgeName.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sixteen-letters1", "br hub", "br/hub", "-br", "."})
    void fitIntoLinux(String text) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> BridgeName.of(text))
          .withMessage(
              "'%s' is not a bridge name; allowed: 1 to 15 letters, digits, underscores, periods"
                  + " or hyphens (Linux keeps no longer name)",
              text);
    }
  }

  @Nested
  class HostNames {

    @ParameterizedTest
    @CsvSource({
      "chat.versatilehub.app, chat.versatilehub.app",
      "Chat.VersatileHub.APP, chat.versatilehub.app",
      "localhost, localhost",
      "xn--ao-zja.example, xn--ao-zja.example"
    })
    void areKeptInLowerCase(String text, String canonical) {
      assertThat(HostName.of(text)).hasToString(canonical).isEqualTo(HostName.of(canonical));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          ".",
          "a..b",
          ".a",
          "a.",
          "-a.b",
          "a-.b",
          "a_b.c",
          "a b",
          "https://a.b",
          "a.b:80"
        })
    void areDnsLabelsWithDots(String text) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HostName.of(text))
          .withMessage(
              "'%s' is not a host name; allowed: DNS labels with dots between, such as"
                  + " chat.example.org",
              text);
    }

    @Test
    void haveAtMost253Characters() {
      String domain = ("a".repeat(61) + ".").repeat(4);
      assertThat(HostName.of(domain + "abcde").value()).hasSize(253);
      assertThatIllegalArgumentException().isThrownBy(() -> HostName.of(domain + "abcdef"));
    }

    @Test
    void standUnderADomain() {
      assertThat(HostName.of("chat").under(HostName.of("example.org")))
          .hasToString("chat.example.org");
    }

    @Test
    void areInAlphabeticalOrder() {
      assertThat(HostName.of("agent.example.org")).isLessThan(HostName.of("chat.example.org"));
    }
  }

  @Nested
  class Stacks {

    @Test
    void knowTheirProjectAndName() {
      assertThat(StackId.of("versatile-hub", "dev")).hasToString("versatile-hub/dev");
      assertThat(StackId.of("versatile-hub", "dev").stack()).isEqualTo("dev");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dev", "/dev", "hub/", "a/b/c", "a b/c"})
    void haveBothParts(String text) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new StackId(text))
          .withMessage(
              "'%s' is not a stack; allowed: project/stack, such as versatile-hub/dev", text);
    }
  }
}
