package app.versatilehub.verification.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import app.versatilehub.topology.Port;
import app.versatilehub.verification.doctor.HostFacts.Holder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostReaderTest {

  private static final String HEADING =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
  private static final String LISTENING =
      "   0: 00000000:01BB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 x\n";
  private static final String CONNECTED =
      "   1: 0100007F:0050 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4243 1 x\n";
  private static final String LISTENING_IPV6 =
      "   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A"
          + " 00000000:00000000 00:00000000 00000000     0        0 4244 1 x\n";

  @TempDir Path proc;

  @BeforeEach
  void tables() throws IOException {
    Files.createDirectories(proc.resolve("net"));
    Files.writeString(proc.resolve("net/tcp"), HEADING + LISTENING + CONNECTED + "rubbish\n");
  }

  @Test
  void findsTheProcessByTheSocketThatItHasOpen() throws IOException {
    process("17", "nginx", "socket:[4242]");
    process("18", "other", "socket:[1]", "pipe:[7]");

    assertThat(new HostReader(proc).holders(Set.of(Port.of(443), Port.of(80))))
        .containsOnlyKeys(Port.of(443))
        .extractingByKey(Port.of(443))
        .isEqualTo(List.of(new Holder(OptionalInt.of(17), "nginx")));
  }

  @Test
  void findsThoseThatListenOnIpv6() throws IOException {
    Files.writeString(proc.resolve("net/tcp6"), HEADING + LISTENING_IPV6);
    process("19", "caddy", "socket:[4244]");

    assertThat(new HostReader(proc).holders(Set.of(Port.of(80))).get(Port.of(80)))
        .containsExactly(new Holder(OptionalInt.of(19), "caddy"));
  }

  @Test
  void saysThatTheHolderIsHiddenWhereNoProcessShowsTheSocket() {
    assertThat(new HostReader(proc).holders(Set.of(Port.of(443))).get(Port.of(443)))
        .containsExactly(Holder.HIDDEN);
  }

  @Test
  void doesNotLookForOtherPorts() throws IOException {
    process("17", "nginx", "socket:[4242]");

    assertThat(new HostReader(proc).holders(Set.of(Port.of(8080)))).isEmpty();
  }

  @Test
  void findsNobodyWhereThereAreNoSuchTables() {
    assertThat(new HostReader(proc.resolve("nowhere")).holders(Set.of(Port.of(443)))).isEmpty();
  }

  private void process(String number, String command, String... targets) throws IOException {
    Path files = Files.createDirectories(proc.resolve(number).resolve("fd"));
    Files.writeString(proc.resolve(number).resolve("comm"), command + "\n");
    for (int file = 0; file < targets.length; file++) {
      Files.createSymbolicLink(files.resolve(Integer.toString(file)), Path.of(targets[file]));
    }
  }
}
