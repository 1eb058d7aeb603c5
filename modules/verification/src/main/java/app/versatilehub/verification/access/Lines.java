package app.versatilehub.verification.access;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Puts lines together from pieces of a stream. A line that is too long to be one is dropped. */
final class Lines {

  private static final int LONGEST = 64 * 1024;

  private final Consumer<String> to;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean tooLong;

  Lines(Consumer<String> to) {
    this.to = to;
  }

  void add(byte[] piece) {
    for (byte one : piece) {
      if (one == '\n') {
        end();
      } else if (line.size() < LONGEST) {
        line.write(one);
      } else {
        tooLong = true;
      }
    }
  }

  private void end() {
    if (!tooLong) {
      to.accept(line.toString(StandardCharsets.UTF_8));
    }
    tooLong = false;
    line.reset();
  }
}
