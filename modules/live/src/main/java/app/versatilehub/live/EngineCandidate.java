package app.versatilehub.live;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A place where an engine may answer.
 *
 * @param address its address, such as {@code unix:///var/run/docker.sock}
 * @param origin who names the place
 * @param certificates the folder of {@code ca.pem}, {@code cert.pem} and {@code key.pem}; only with
 *     TLS
 */
public record EngineCandidate(String address, String origin, Optional<Path> certificates) {

  public EngineCandidate {
    requireNonNull(address, "address");
    requireNonNull(origin, "origin");
    requireNonNull(certificates, "certificates");
  }
}
