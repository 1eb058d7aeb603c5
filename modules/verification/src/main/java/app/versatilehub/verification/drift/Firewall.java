package app.versatilehub.verification.drift;

import static java.util.Objects.requireNonNull;

/** The packet filter of an engine's host, as far as it could be read. */
public sealed interface Firewall {

  /** It could not be read, for this reason. */
  static Firewall unknown(String reason) {
    return new Unknown(reason);
  }

  /**
   * It was not read.
   *
   * @param reason why not
   */
  record Unknown(String reason) implements Firewall {
    public Unknown {
      requireNonNull(reason, "reason");
    }
  }

  /**
   * The rules of both families.
   *
   * @param ipv4 those that {@code iptables} keeps
   * @param ipv6 those that {@code ip6tables} keeps; empty where it could not be read
   */
  record Rules(Ruleset ipv4, Ruleset ipv6) implements Firewall {
    public Rules {
      requireNonNull(ipv4, "ipv4");
      requireNonNull(ipv6, "ipv6");
    }
  }
}
