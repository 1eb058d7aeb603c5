package app.versatilehub.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.topology.DataFormat;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {

  private static final Manifest MANIFEST =
      new Manifest(
          Manifest.VERSION,
          "versatile-hub/dev",
          "2026-12-01T12:00:00Z",
          "28.5.2",
          new TreeMap<>(Map.of("db", "postgres:16.4")),
          List.of(new Part("db", DataFormat.POSTGRESQL, "shop.dump", 1, 5, "0".repeat(64))));

  @Test
  void isReadAsItWasWritten() throws IOException {
    assertThat(Manifest.read(MANIFEST.json())).isEqualTo(MANIFEST);
  }

  @Test
  void namesItsPartsInTheWordsOfTheDocument() {
    assertThat(new String(MANIFEST.json(), UTF_8))
        .contains("\"formatVersion\" : 1", "\"kind\" : \"POSTGRESQL\"", "\"sha256\" : \"00");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"formatVersion\" : 1 | \"formatVersion\" : 2 | it is in format 2",
        "shop.dump | ../shop.dump | no name of a part",
        "shop.dump | .. | no name of a part",
        "\"service\" : \"db\" | \"service\" : \"../db\" | no service of a part",
        "POSTGRESQL | CACHE | no part",
        "POSTGRESQL | ORACLE | ORACLE",
        "0000000000 | zz | no sha256",
        "\"size\" : 5 | \"size\" : -5 | no part",
        "\"size\" : 5 | \"size\" : null | null",
        "2026-12-01T12 | yesterday | yesterday",
        "\"engine\" | \"motor\" | engine",
        "versatile-hub/dev | dev | not a stack",
      })
  void oneThatIsWrongIsRefused(String text, String other, String message) {
    String json = new String(MANIFEST.json(), UTF_8);
    assertThat(json).contains(text);

    assertThatThrownBy(() -> Manifest.read(json.replace(text, other).getBytes(UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatIsNotJsonIsRefused() {
    assertThatThrownBy(() -> Manifest.read("{".getBytes(UTF_8))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Manifest.read(new byte[0])).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Manifest.read("null".getBytes(UTF_8))).isInstanceOf(IOException.class);
  }
}
