package app.versatilehub.verification.probe;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The image of the probe: one program and nothing else. It is handed to the engine as an archive,
 * so that no registry is needed, and taken away again by whoever brought it.
 */
final class ProbeImage implements AutoCloseable {

  /** The program's place in the image. */
  static final String PROGRAM = "/probe";

  private static final String CONFIG = "config.json";
  private static final String LAYER = "layer.tar";
  private static final int SHORT_HASH = 12;
  private static final int EXECUTABLE = 0755;
  private static final JsonMapper JSON = new JsonMapper();

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
   * @param architecture the engine's processor as Go names it
   * @param program the program, built for it
   * @param orphan whether an image that is there was left by a run that could not end
   */
  static ProbeImage provide(
      DockerClient engine, String architecture, Path program, boolean orphan) {
    byte[] content = read(program);
    String reference = Probes.IMAGE + ":" + hash(content).substring(0, SHORT_HASH);
    try {
      engine.inspectImageCmd(reference).exec();
      return new ProbeImage(engine, reference, orphan);
    } catch (NotFoundException absent) {
      byte[] saved = saved(reference, architecture, content);
      engine.loadImageCmd(new ByteArrayInputStream(saved)).exec();
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

  /** The image as {@code docker save} would write it: a layer, its settings, and a list of both. */
  private static byte[] saved(String reference, String architecture, byte[] program) {
    byte[] layer = archive(Map.of(PROGRAM.substring(1), program));
    ObjectNode settings =
        JSON.createObjectNode().put("architecture", architecture).put("os", "linux");
    settings
        .putObject("rootfs")
        .put("type", "layers")
        .putArray("diff_ids")
        .add("sha256:" + hash(layer));
    ArrayNode images = JSON.createArrayNode();
    ObjectNode image = images.addObject().put("Config", CONFIG);
    image.putArray("RepoTags").add(reference);
    image.putArray("Layers").add(LAYER);
    return archive(
        Map.of(
            LAYER,
            layer,
            CONFIG,
            settings.toString().getBytes(StandardCharsets.UTF_8),
            "manifest.json",
            images.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] archive(Map<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream archive = new TarArchiveOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().length);
        entry.setMode(EXECUTABLE);
        // The same program gives the same image, on whatever day.
        entry.setModTime(0);
        archive.putArchiveEntry(entry);
        archive.write(file.getValue());
        archive.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    return bytes.toByteArray();
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
