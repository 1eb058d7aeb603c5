package app.versatilehub.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a container has written, in the parts in which the engine hands it out. */
class ContainerLogTest {

  private static byte[] part(int stream, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + bytes.length)
        .put((byte) stream)
        .put(new byte[3])
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  @Test
  void partsAreText() {
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    parts.writeBytes(part(1, "started\n"));
    parts.writeBytes(part(2, "señal: broken\n"));

    assertThat(ContainerLog.text(parts.toByteArray())).isEqualTo("started\nseñal: broken\n");
  }

  @Test
  void aPartThatIsCutOffIsShownAsFarAsItCame() {
    byte[] whole = part(1, "started");

    assertThat(ContainerLog.text(Arrays.copyOf(whole, whole.length - 3))).isEqualTo("star");
  }

  @Test
  void whatComesWithoutPartsIsTextAlready() {
    assertThat(ContainerLog.text("plain words of a terminal".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("plain words of a terminal");
  }
}
