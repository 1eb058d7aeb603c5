package app.versatilehub.topology.isolation;

import app.versatilehub.topology.ServiceKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Decides every pair of a zone and an endpoint, and counts. */
final class Prover {

  private static final int MOST = 0xfe;
  private static final int CLOSED = 0xff;

  private int pairs;
  private int open;
  private int byCompromise;
  private final MessageDigest digest = sha256();

  private Prover() {}

  static Proof prove(Reachability reachability, UndeclaredReach undeclared) {
    return new Prover().count(reachability, undeclared);
  }

  private Proof count(Reachability reachability, UndeclaredReach undeclared) {
    List<Endpoint> endpoints = reachability.endpoints();
    endpoints.forEach(endpoint -> digest(endpoint.toString()));
    int[] vertices = reachability.endpointVertices();
    for (Zone zone : reachability.zones()) {
      digest(zone.toString());
      Reach reach = reachability.from(zone);
      byte[] row = new byte[vertices.length];
      for (int i = 0; i < row.length; i++) {
        row[i] = (byte) decide(reach.cost(vertices[i]));
      }
      withoutOwn(zone, endpoints, row);
      digest.update(row);
    }
    Inventory inventory = reachability.inventory();
    return new Proof(
        inventory.networks().size(),
        inventory.containers().size(),
        pairs,
        open,
        byCompromise,
        pairs - open - byCompromise,
        undeclared.total(),
        compromisesToDatastore(reachability),
        HexFormat.of().formatHex(digest.digest()));
  }

  /** The number of containers that must fall, in one byte. */
  private int decide(int compromises) {
    pairs++;
    if (compromises == Graph.UNREACHED) {
      return CLOSED;
    }
    if (compromises == 0) {
      open++;
    } else {
      byCompromise++;
    }
    return Math.min(compromises, MOST);
  }

  /** A container's own ports, which are sorted by container, are no pairs. */
  private void withoutOwn(Zone zone, List<Endpoint> endpoints, byte[] row) {
    if (!(zone instanceof Zone.Container container)) {
      return;
    }
    int at = Collections.binarySearch(endpoints, new Endpoint(container.name(), Optional.empty()));
    for (int i = at < 0 ? -at - 1 : at;
        i < row.length && endpoints.get(i).container().equals(container.name());
        i++) {
      pairs--;
      switch (row[i]) {
        case (byte) CLOSED -> {}
        case 0 -> open--;
        default -> byCompromise--;
      }
      row[i] = (byte) CLOSED;
    }
  }

  private static OptionalInt compromisesToDatastore(Reachability reachability) {
    Reach internet = reachability.from(Zone.INTERNET);
    IntStream compromises =
        reachability.inventory().containers().stream()
            .filter(container -> container.kind() == ServiceKind.DATASTORE)
            .flatMap(container -> reachability.endpointsOf(container.name()).stream())
            .mapToInt(internet::compromises)
            .filter(needed -> needed != Graph.UNREACHED);
    return compromises.min();
  }

  private void digest(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
