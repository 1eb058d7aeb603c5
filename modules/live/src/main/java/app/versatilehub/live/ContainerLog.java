package app.versatilehub.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a container has written, as the engine hands it out. */
final class ContainerLog {

  /** Before each part: whether it is an error, three bytes for nothing, and its length. */
  private static final int PART_HEAD = 8;

  private static final int LENGTH_AT = 4;

  private ContainerLog() {}

  static List<String> read(EngineConnection connection, String name, int lines) throws IOException {
    byte[] answer =
        connection.exchange(
            EngineConnection.get(
                "/containers/%s/logs?stdout=1&stderr=1&tail=%d".formatted(name, lines)));
    return HttpAnswer.parse(answer).status() == 200
        ? text(HttpAnswer.body(answer)).lines().toList()
        : List.of();
  }

  /** Puts the parts together; what does not come in parts is text already. */
  static String text(byte[] parts) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    ByteBuffer left = ByteBuffer.wrap(parts);
    while (left.remaining() >= PART_HEAD) {
      int length = left.getInt(left.position() + LENGTH_AT);
      boolean isPart = left.get(left.position()) <= 2 && length >= 0;
      if (!isPart) {
        break;
      }
      left.position(left.position() + PART_HEAD);
      byte[] part = new byte[Math.min(length, left.remaining())];
      left.get(part);
      text.writeBytes(part);
    }
    byte[] rest = new byte[left.remaining()];
    left.get(rest);
    text.writeBytes(rest);
    return text.toString(StandardCharsets.UTF_8);
  }
}
