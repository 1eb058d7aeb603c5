package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Certificates by the ACME protocol (RFC 8555), such as Let's Encrypt's.
 *
 * @param email the address that the authority may write to
 * @param challenge how it is proved that the host names are ours
 * @param server the authority's directory; absent for Let's Encrypt. Its staging directory serves
 *     for trials: it has far higher limits, and browsers do not trust it
 */
public record Acme(String email, Challenge challenge, Optional<String> server) {

  public Acme {
    requireNonNull(email, "email");
    requireNonNull(challenge, "challenge");
    requireNonNull(server, "server");
  }

  /** How the authority is shown that a host name is ours. */
  public sealed interface Challenge {

    /** By a certificate on port 443 (RFC 8737). */
    record TlsAlpn() implements Challenge {}

    /** By a file on port 80. */
    record Http() implements Challenge {}

    /**
     * By a record in the DNS, for gateways that the Internet does not reach.
     *
     * @param provider the DNS provider by the name that lego gives it, such as {@code cloudflare}
     * @param variables the environment variables that hold its credentials, by lego's names, such
     *     as {@code CF_DNS_API_TOKEN}; each is a secret of the stack
     */
    record Dns(String provider, List<String> variables) implements Challenge {
      public Dns {
        requireNonNull(provider, "provider");
        variables = List.copyOf(variables);
      }

      /** The name of the secret that {@code variable} holds. */
      public static String secret(String variable) {
        return "gateway-" + variable.toLowerCase(Locale.ROOT).replace('_', '-');
      }
    }
  }
}
