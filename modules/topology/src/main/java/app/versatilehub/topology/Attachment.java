package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A service on a network.
 *
 * @param network the network
 * @param aliases DNS names of the service there, its own name first
 */
public record Attachment(NetworkName network, List<String> aliases) {

  public Attachment {
    requireNonNull(network, "network");
    aliases = List.copyOf(aliases);
  }
}
