package app.versatilehub.verification.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ProcessInputTest {

  private final List<IOException> told = new CopyOnWriteArrayList<>();

  @Test
  void isWhatItIsMadeOf() throws IOException {
    assertThat(new String(input(text("one two")).readAllBytes(), UTF_8)).isEqualTo("one two");
    assertThat(input(text("")).read()).isEqualTo(-1);
    assertThat(input(new ByteArrayInputStream(new byte[] {-1})).read()).isEqualTo(255);
    assertThat(told).isEmpty();
  }

  @Test
  void letsASenderDieInSilenceOfABrokenConnection() throws InterruptedException {
    assertThat(printed(input(text("one")), new IOException("Broken pipe"))).isEmpty();
    assertThat(told).isEmpty();
  }

  @Test
  void tellsWhatCannotBeReadAndLetsTheSenderDieInSilence() throws Exception {
    InputStream closed = InputStream.nullInputStream();
    closed.close();

    assertThat(printed(input(closed), new IOException("never sent"))).isEmpty();
    assertThat(told).singleElement().extracting(IOException::getMessage).isEqualTo("Stream closed");
  }

  private ProcessInput input(InputStream in) {
    return new ProcessInput(in, told::add);
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  /** What the JVM would print when a thread sends {@code input} as docker-java does. */
  private static List<Throwable> printed(InputStream input, IOException whenSent)
      throws InterruptedException {
    List<Throwable> printed = new ArrayList<>();
    ThreadGroup group =
        new ThreadGroup("senders") {
          @Override
          public void uncaughtException(Thread sender, Throwable failure) {
            printed.add(failure);
          }
        };
    Thread sender =
        new Thread(
            group,
            () -> {
              try {
                if (input.read(new byte[1024]) >= 0) {
                  throw whenSent;
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    sender.start();
    sender.join();
    return printed;
  }
}
