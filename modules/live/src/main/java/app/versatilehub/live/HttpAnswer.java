package app.versatilehub.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An answer in HTTP 1.0.
 *
 * @param status the status code
 * @param body what follows the head
 */
record HttpAnswer(int status, String body) {

  private static final String END_OF_HEAD = "\r\n\r\n";

  /**
   * Reads a whole answer.
   *
   * @throws IOException if it is not HTTP
   */
  static HttpAnswer parse(byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int endOfHead = text.indexOf(END_OF_HEAD);
    if (!text.matches("(?s)HTTP/1\\.[01] [0-9]{3}.*") || endOfHead < 0) {
      throw new IOException(
          "what answers there does not speak HTTP; an engine with TLS needs"
              + " DOCKER_TLS_VERIFY=1");
    }
    return new HttpAnswer(
        Integer.parseInt(text.substring(9, 12)), text.substring(endOfHead + END_OF_HEAD.length()));
  }

  /** What follows the head of a whole answer, as it came. */
  static byte[] body(byte[] answer) {
    int end = new String(answer, StandardCharsets.ISO_8859_1).indexOf(END_OF_HEAD);
    return end < 0
        ? new byte[0]
        : Arrays.copyOfRange(answer, end + END_OF_HEAD.length(), answer.length);
  }

  /**
   * The body as JSON.
   *
   * @throws IOException if the engine refused, or answered something else
   */
  JsonNode json(JsonMapper mapper) throws IOException {
    if (status != 200) {
      throw new IOException("it answered %d: %s".formatted(status, body.strip()));
    }
    try {
      return mapper.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IOException("what answers there is no engine: " + e.getOriginalMessage(), e);
    }
  }
}
