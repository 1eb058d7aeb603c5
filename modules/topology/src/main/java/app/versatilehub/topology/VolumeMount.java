package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

/**
 * A named volume inside a service.
 *
 * @param volume the volume's name on the engine, such as {@code versatile-chat-postgres-data}
 * @param path where the service sees it, absolute
 */
public record VolumeMount(EngineName volume, String path) {

  public VolumeMount {
    requireNonNull(volume, "volume");
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("'%s' is not an absolute path".formatted(path));
    }
  }
}
