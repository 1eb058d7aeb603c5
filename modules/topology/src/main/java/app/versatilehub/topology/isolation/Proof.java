package app.versatilehub.topology.isolation;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/**
 * The proof in numbers: how many pairs of a zone and a port were decided, and how.
 *
 * @param networks how many networks there are
 * @param containers how many containers there are
 * @param pairs how many pairs of a zone and another container's port there are
 * @param open how many of them are open as things are
 * @param byCompromise how many open only when services are taken over
 * @param closed how many stay closed whatever is taken over
 * @param undeclared how many open pairs of two containers no flow declares; 0 when the source
 *     declares no flows
 * @param compromisesToDatastore how many services an attacker from the Internet must take over at
 *     least before the first datastore is reached; absent when none ever is
 * @param hash SHA-256 in hexadecimal over every pair and its verdict: two inventories with the same
 *     reach have the same
 */
public record Proof(
    int networks,
    int containers,
    int pairs,
    int open,
    int byCompromise,
    int closed,
    int undeclared,
    OptionalInt compromisesToDatastore,
    String hash) {

  public Proof {
    requireNonNull(compromisesToDatastore, "compromisesToDatastore");
    requireNonNull(hash, "hash");
  }
}
