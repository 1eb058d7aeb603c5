package app.versatilehub.readers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.NetworkEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateReaderTest {

  private static final String NETWORK =
      """
      {"urn":"urn:pulumi:dev::p::docker:index/network:Network::%s",
       "type":"docker:index/network:Network","inputs":{}%s}
      """;

  @Test
  void stateSaysTheSameAsThePreview() throws IOException {
    Inventory state = read(PreviewReaderTest.fixture("state.json"));

    assertThat(state.title()).isEqualTo("state of stack versatile-hub/dev");
    assertThat(state.containers()).hasSize(3);
    assertThat(state.routes()).hasSize(1);
    assertThat(state.containers())
        .allSatisfy(container -> assertThat(container.settings()).isNotEmpty());
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void whatIsAboutToGoDoesNotCount(int version) {
    assertThat(
            read(state(
                    version,
                    NETWORK.formatted("a", ""),
                    NETWORK.formatted("a", ",\"delete\":true"),
                    NETWORK.formatted("b", ",\"pendingReplacement\":true"),
                    NETWORK.formatted("c", ",\"external\":true")))
                .networks())
        .extracting(NetworkEntry::name)
        .containsExactly("a");
  }

  @Test
  void networksAreKnownByTheirIds() {
    String container =
        """
        {"urn":"urn:pulumi:dev::p::docker:index/container:Container::c",
         "type":"docker:index/container:Container",
         "inputs":{"image":"app:1","networksAdvanced":[{"name":"0123456789abcdef"}]}}
        """;

    assertThat(
            read(state(3, NETWORK.formatted("a", ",\"id\":\"0123456789abcdef\""), container))
                .containers()
                .get(0)
                .isOn("a"))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                             | title at /version: is not a version",
        "{\"version\":2}                | title at /version: is not a version",
        "{\"version\":5}                | title at /version: is not a version",
        "{\"version\":\"3\"}            | title at /version: is not a version",
        "{\"version\":3}                | title at /deployment/resources: is not a list",
        "{\"version\":3,\"deployment\":{\"manifest\":{}}} | title: nothing is deployed",
        "{\"version\":3,\"deployment\":{\"resources\":[]}} | title: has no network",
        "{\"version\":3,\"deployment\":{\"resources\":[1]}} | title at /deployment/resources/0/urn: is not a text",
        "{\"version\":3,\"deployment\":{\"pending_operations\":[{}]}} | title at /deployment/pending_operations: an update was interrupted",
        "''                             | title: is empty",
        "{\"version\":                  | title line 1, column 12: ends before the JSON does"
      })
  void wrongStateIsRefused(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining("\n    -> ");
  }

  @Test
  void repeatedResourceIsRefused() {
    assertThatThrownBy(() -> read(state(3, NETWORK.formatted("a", ""), NETWORK.formatted("a", ""))))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageStartingWith("title at /deployment/resources/1: the resource urn:");
  }

  @Test
  @Timeout(10)
  void endlessStreamIsRefused() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return ' ';
          }

          @Override
          public int read(byte[] bytes, int start, int length) {
            Arrays.fill(bytes, start, start + length, (byte) ' ');
            return length;
          }
        };

    assertThatThrownBy(() -> StateReader.read("title", endless))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageContaining("is larger than 32 MiB");
  }

  @Test
  void brokenStreamIsRefused() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }

          @Override
          public int read(byte[] bytes, int start, int length) throws IOException {
            throw new IOException("gone");
          }
        };

    assertThatThrownBy(() -> StateReader.read("title", broken))
        .isInstanceOf(UnreadableSourceException.class)
        .hasMessageContaining("title: cannot be read: gone");
  }

  private static Inventory read(String json) {
    return StateReader.read("title", new ByteArrayInputStream(json.getBytes(UTF_8)));
  }

  private static String state(int version, String... resources) {
    return "{\"version\":%d,\"deployment\":{\"resources\":%s}}"
        .formatted(version, List.of(resources));
  }
}
