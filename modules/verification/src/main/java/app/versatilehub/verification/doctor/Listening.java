package app.versatilehub.verification.doctor;

import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceName;

/** Tells whether a service has a port open, as seen from inside its network namespace. */
@FunctionalInterface
public interface Listening {

  /** Nobody has looked. */
  Listening UNKNOWN = (service, port) -> Answer.UNKNOWN;

  /** What is known of {@code port} of {@code service}. */
  Answer at(ServiceName service, Port port);

  /** What is known of a port. */
  enum Answer {
    LISTENS,
    SILENT,
    UNKNOWN
  }
}
