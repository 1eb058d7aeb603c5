package app.versatilehub.verification.doctor;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** What came of asking the gateway, on its own host, for a public host name. */
public sealed interface RouteAnswer {

  /**
   * Nobody answers on the gateway's port.
   *
   * @param reason why, in the system's words
   */
  record Unreachable(String reason) implements RouteAnswer {
    public Unreachable {
      requireNonNull(reason, "reason");
    }
  }

  /**
   * Somebody takes the connection, but no TLS comes of it.
   *
   * @param reason why
   */
  record NoTls(String reason) implements RouteAnswer {
    public NoTls {
      requireNonNull(reason, "reason");
    }
  }

  /**
   * TLS works, but no HTTP answer comes.
   *
   * @param certificate what the gateway showed
   * @param reason why
   */
  record NoHttp(Certificate certificate, String reason) implements RouteAnswer {
    public NoHttp {
      requireNonNull(certificate, "certificate");
      requireNonNull(reason, "reason");
    }
  }

  /**
   * An HTTP answer.
   *
   * @param certificate what the gateway showed
   * @param status its status
   * @param body how its body begins
   */
  record Answered(Certificate certificate, int status, String body) implements RouteAnswer {

    /** What Traefik writes in its own name, in its release 3. */
    private static final Map<Integer, Set<String>> OWN_WORDS =
        Map.of(
            404, Set.of("404 page not found"),
            502, Set.of("Bad Gateway"),
            503, Set.of("no available server", "Service Unavailable"),
            504, Set.of("Gateway Timeout"));

    public Answered {
      requireNonNull(certificate, "certificate");
      requireNonNull(body, "body");
    }

    /**
     * Whether the gateway speaks in its own name, so that no service was asked or none answered.
     */
    public boolean isTheGatewaysOwn() {
      return OWN_WORDS.getOrDefault(status, Set.of()).contains(body.strip());
    }
  }

  /**
   * A certificate that a gateway shows.
   *
   * @param commonName its subject's common name
   * @param names the host names that it is for
   * @param expires until when it is valid
   * @param selfSigned whether nobody else vouches for it
   */
  record Certificate(String commonName, Set<String> names, Instant expires, boolean selfSigned) {

    private static final String TRAEFIKS_OWN = "TRAEFIK DEFAULT CERT";

    public Certificate {
      requireNonNull(commonName, "commonName");
      names = Set.copyOf(names);
      requireNonNull(expires, "expires");
    }

    /** Whether Traefik signed it itself for want of a better one. */
    public boolean isDefault() {
      return commonName.equals(TRAEFIKS_OWN);
    }

    /** Whether it is for {@code host}, by that name or by a wildcard for one label. */
    public boolean isFor(String host) {
      String parent = host.substring(host.indexOf('.') + 1);
      return names.contains(host) || names.contains("*." + parent);
    }
  }
}
