package app.versatilehub.verification.probe;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The image of the probe: one program and nothing else. It is handed to the engine as an archive,
 * so that no registry is needed, and taken away again by whoever brought it.
 */
final class ProbeImage implements AutoCloseable {

  /** The program's place in the image. */
  static final String PROGRAM = "/probe";

  private static final String REPOSITORY = "versatile-hub/probe";
  private static final int EXECUTABLE = 0755;

  private final DockerClient engine;
  private final String reference;
  private final boolean brought;

  private ProbeImage(DockerClient engine, String reference, boolean brought) {
    this.engine = engine;
    this.reference = reference;
    this.brought = brought;
  }

  /**
   * Makes sure that {@code engine} has the image.
   *
   * @param program the program, built for the engine's processor
   */
  static ProbeImage provide(DockerClient engine, Path program) {
    byte[] content = read(program);
    String reference = REPOSITORY + ":" + hash(content);
    try {
      engine.inspectImageCmd(reference).exec();
      return new ProbeImage(engine, reference, false);
    } catch (NotFoundException absent) {
      engine.createImageCmd(reference, new ByteArrayInputStream(archive(content))).exec();
      return new ProbeImage(engine, reference, true);
    }
  }

  String reference() {
    return reference;
  }

  /** Another run may use it still; then that one's engine keeps it. */
  @Override
  public void close() {
    if (brought) {
      try {
        engine.removeImageCmd(reference).exec();
      } catch (DockerException inUse) {
        // Left for the run that uses it, or to be found by the next one.
      }
    }
  }

  private static byte[] read(Path program) {
    try {
      return Files.readAllBytes(program);
    } catch (IOException e) {
      throw new ProbeException(
          "%s: the probe for this engine's processor is not there (%s)\n    -> use ./versatile, which builds it"
              .formatted(program, e),
          e);
    }
  }

  private static byte[] archive(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length + 10_240);
    try (TarArchiveOutputStream archive = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry entry = new TarArchiveEntry(PROGRAM.substring(1));
      entry.setSize(content.length);
      entry.setMode(EXECUTABLE);
      archive.putArchiveEntry(entry);
      archive.write(content);
      archive.closeArchiveEntry();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    return bytes.toByteArray();
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
