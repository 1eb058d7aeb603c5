package app.versatilehub.verification.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class PipeTest {

  private final Pipe pipe = new Pipe();

  @Test
  void handsOverWhatThreadsHaveWrittenThatAreNoMore() throws Exception {
    OutputStream writer = pipe.writer();
    for (String word : new String[] {"one ", "two "}) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  writer.write(word.getBytes(UTF_8));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      thread.start();
      thread.join();
    }
    writer.close();

    assertThat(new String(pipe.readAllBytes(), UTF_8)).isEqualTo("one two ");
    assertThat(pipe.read()).isEqualTo(-1);
  }

  @Test
  void waitsForWhatIsNotWrittenYet() throws Exception {
    CompletableFuture<Integer> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return pipe.read();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(read).isNotDone();

    pipe.writer().write(200);

    assertThat(read.get(5, TimeUnit.SECONDS)).isEqualTo(200);
  }

  @Test
  void handsOverAPieceInParts() throws Exception {
    pipe.writer().write("abc".getBytes(UTF_8));
    byte[] two = new byte[2];

    assertThat(pipe.read(two, 0, 2)).isEqualTo(2);
    assertThat(two).isEqualTo("ab".getBytes(UTF_8));
    assertThat(pipe.read(two, 0, 2)).isEqualTo(1);
    assertThat(two[0]).isEqualTo((byte) 'c');
  }
}
