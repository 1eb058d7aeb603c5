package app.versatilehub.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.versatilehub.topology.DataFormat;
import app.versatilehub.topology.FindingsException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupFileTest {

  // A real one takes long to encrypt where tests do not wait for the compiler to know AES.
  private static final int PIECE = 1 << 16;

  private static final Optional<Passphrase> NONE = Optional.empty();

  /** Cheap to use; what it costs otherwise is in one test of its own. */
  private static final Optional<Passphrase> RIGHT =
      Optional.of(Passphrase.of("correct horse battery").with(0));

  private static final Optional<Passphrase> WRONG =
      Optional.of(Passphrase.of("another passphrase"));

  @TempDir Path folder;

  private static Manifest manifest(List<Part> parts) {
    return new Manifest(
        Manifest.VERSION,
        "versatile-hub/test",
        "2026-12-01T12:00:00Z",
        "28.5.2",
        new TreeMap<>(),
        parts);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private Path written(Optional<Passphrase> passphrase, byte[]... contents) throws IOException {
    Path file = folder.resolve("versatile-test.tar");
    try (BackupWriter writer = BackupWriter.begin(file, passphrase, PIECE)) {
      for (int index = 0; index < contents.length; index++) {
        byte[] content = contents[index];
        writer.add(
            "db", DataFormat.POSTGRESQL, "part" + index + ".dump", out -> out.write(content));
      }
      writer.finish(BackupFileTest::manifest);
    }
    return file;
  }

  private static void refused(Path file, Optional<Passphrase> passphrase, String... texts) {
    assertThatThrownBy(() -> new BackupFile(file, passphrase).check())
        .isInstanceOf(FindingsException.class)
        .hasMessageContainingAll(texts);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsReadIsWhatWasWritten(boolean encrypted) throws IOException {
    byte[][] contents = {random(2 * PIECE + 17), {}, random(PIECE), "short".getBytes(UTF_8)};
    BackupFile file = new BackupFile(written(encrypted ? RIGHT : NONE, contents), RIGHT);

    Manifest manifest = file.check();

    assertThat(manifest.parts()).extracting(Part::pieces).containsExactly(3, 1, 1, 1);
    List<byte[]> read = new ArrayList<>();
    file.read(manifest, (part, data) -> read.add(data.readAllBytes()));
    assertThat(read).containsExactly(contents);
  }

  @Test
  void whatATakerLeavesIsNotGivenToTheNext() throws IOException {
    BackupFile file = new BackupFile(written(NONE, random(PIECE + 1), "b".getBytes(UTF_8)), NONE);
    List<Integer> first = new ArrayList<>();

    file.read(file.check(), (part, data) -> first.add(data.read()));

    assertThat(first).hasSize(2).last().isEqualTo((int) 'b');
  }

  @Test
  void onlyItsOwnerMayReadIt() throws IOException {
    Path file = written(NONE, random(10));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder.toFile().list()).containsExactly("versatile-test.tar");
  }

  @Test
  void oneThatIsNotFinishedLeavesNothing() throws IOException {
    try (BackupWriter writer = BackupWriter.begin(folder.resolve("versatile-a.tar"), RIGHT)) {
      writer.add("db", DataFormat.REDIS, "keys.rdb", out -> out.write(1));
      assertThat(folder.toFile().list()).containsExactly(".versatile-a.tar.partial");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatAKilledRunHasLeftGoesButNotWhatIsBeingWritten() throws IOException {
    Files.createFile(folder.resolve(".versatile-killed.tar.partial"));
    try (BackupWriter running = BackupWriter.begin(folder.resolve("versatile-a.tar"), NONE);
        BackupWriter other = BackupWriter.begin(folder.resolve("versatile-b.tar"), NONE)) {
      assertThat(running).isNotSameAs(other);
      assertThat(folder.toFile().list())
          .containsExactlyInAnyOrder(".versatile-a.tar.partial", ".versatile-b.tar.partial");
    }
  }

  @Test
  void aFileThatIsThereIsNotReplaced() throws IOException {
    written(NONE, random(10));

    assertThatThrownBy(() -> written(NONE, random(10)))
        .hasMessageContaining("[backup-unwritable]")
        .hasMessageContaining("is there already");
  }

  @Test
  void aWrongPassphraseIsToldFromDamage() throws IOException {
    Path file = written(RIGHT, random(1000));

    refused(file, WRONG, "[backup-passphrase]");
    refused(file, NONE, "[backup-encrypted]", "--passphrase-file");
  }

  @Test
  void guessingThePassphraseCosts() throws IOException {
    Optional<Passphrase> dear = Optional.of(Passphrase.of("correct horse battery"));

    byte[] written = Files.readAllBytes(written(dear, random(10)));

    // A symmetric-key packet (RFC 4880, 5.3): version 4, AES-256, salted and iterated SHA-256.
    assertThat(Arrays.copyOfRange(written, 2, 6)).containsExactly(4, 9, 3, 8);
    assertThat(written[14]).as("the highest coded count").isEqualTo((byte) 0xff);
  }

  @Test
  void anEncryptedOneShowsNothing() throws IOException {
    byte[] content = "a text that is easily recognised ".repeat(100).getBytes(UTF_8);

    assertThat(Files.readAllBytes(written(RIGHT, content)))
        .asString()
        .doesNotContain("recognised")
        .doesNotContain("manifest");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneThatIsCutOffAnywhereIsRefused(boolean encrypted) throws IOException {
    byte[] whole = Files.readAllBytes(written(encrypted ? RIGHT : NONE, random(3000), random(70)));
    Path cut = folder.resolve("cut.tar");
    // The last blocks of a tar are only its end; what is before them is all that it has.
    int end = encrypted ? whole.length : whole.length - 10240;
    for (int length = 0; length < end; length += encrypted ? 1297 : 97) {
      Files.write(cut, Arrays.copyOf(whole, length));
      refused(cut, RIGHT, "[backup-");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aByteThatChangedInsideIsFound(boolean encrypted) throws IOException {
    byte[] whole = Files.readAllBytes(written(encrypted ? RIGHT : NONE, random(3000)));
    Path changed = folder.resolve("changed.tar");
    for (int at = 600; at < 3000; at += encrypted ? 801 : 101) {
      byte[] bytes = whole.clone();
      bytes[at] ^= 1;
      Files.write(changed, bytes);
      refused(changed, RIGHT, "[backup-damaged]");
    }
  }

  /** No checksum of ours is about these bytes, only the encryption's own. */
  @Test
  void aByteThatChangedBehindTheManifestIsFoundByTheIntegrityCheck() throws IOException {
    Path file = written(RIGHT, random(100));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 100] ^= 1;
    Files.write(file, bytes);

    refused(file, RIGHT, "[backup-damaged]", "integrity check");
  }

  /** A tar by hand. */
  private Path tar(String... names) throws IOException {
    Path file = folder.resolve("by-hand.tar");
    try (OutputStream out = Files.newOutputStream(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      for (String name : names) {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        byte[] content =
            name.equals(Manifest.NAME) ? manifest(List.of()).json() : "x".getBytes(UTF_8);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd",
        "/etc/passwd",
        "db/../../x.00000",
        "../x.00000",
        "db/x",
        "db/x/y.00000",
        "./manifest.json"
      })
  void aNameThatIsNoPieceIsRefused(String name) throws IOException {
    refused(tar(name, Manifest.NAME), NONE, "[backup-damaged]");
  }

  @Test
  void whatTheManifestDoesNotTellOfIsRefused() throws IOException {
    refused(tar("db/x.00000", Manifest.NAME), NONE, "db/x in it is not what its manifest says");
  }

  @Test
  void piecesOutOfOrderAreRefused() throws IOException {
    refused(tar("db/x.00001", Manifest.NAME), NONE, "out of order");
    refused(tar("db/x.00000", "db/x.00000", Manifest.NAME), NONE, "out of order");
  }

  @Test
  void nothingMayFollowTheManifest() throws IOException {
    refused(tar(Manifest.NAME, "db/x.00000"), NONE, "follows its manifest");
    refused(tar(Manifest.NAME, Manifest.NAME), NONE, "follows its manifest");
  }

  @Test
  void oneWithoutAManifestIsNotWhole() throws IOException {
    refused(tar("db/x.00000"), NONE, "not whole");
  }

  @Test
  void aLinkIsRefused() throws IOException {
    Path file = folder.resolve("link.tar");
    try (OutputStream out = Files.newOutputStream(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      TarArchiveEntry entry = new TarArchiveEntry("db/x.00000", TarConstants.LF_SYMLINK);
      entry.setLinkName("/etc/passwd");
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
    }
    refused(file, NONE, "is not a file");
  }

  @Test
  void whatIsNoBackupAtAllIsRefused() throws IOException {
    refused(Files.createFile(folder.resolve("empty")), NONE, "[backup-damaged]", "is empty");
    refused(Files.writeString(folder.resolve("text"), "hello"), NONE, "[backup-damaged]");
    refused(Files.write(folder.resolve("bytes"), random(5000)), RIGHT, "[backup-damaged]");
    refused(folder.resolve("missing"), NONE, "[backup-damaged]", "missing");
  }
}
