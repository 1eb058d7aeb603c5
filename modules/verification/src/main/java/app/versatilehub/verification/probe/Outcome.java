package app.versatilehub.verification.probe;

/** What became of an attempt to connect. */
public enum Outcome {
  /** Connected. */
  OPEN,
  /** Somebody answered that nobody listens there, the destination or a firewall in its name. */
  REFUSED,
  /** No answer in time. */
  DROPPED,
  /** The kernel or a router answered that there is no way. */
  UNREACHABLE,
  /** Not sent: neither the source nor the host has a way there that stays on the host. */
  UNROUTED,
  /** Not found out; says nothing about the destination. */
  UNKNOWN;

  public boolean isOpen() {
    return this == OPEN;
  }
}
