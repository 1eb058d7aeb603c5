package app.versatilehub.verification.traffic;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds out which network a container's interface is on. The engine counts by interface and names
 * the networks, but does not say which belongs to which, and it gives interfaces out in any order.
 * The container's own tables of routes and addresses tell.
 */
final class InterfaceNetworks {

  private static final int LAST_COLUMN = 7;

  private InterfaceNetworks() {}

  /** With one of each there is nothing to find out. */
  static Optional<Map<String, String>> ofOnlyOne(
      Iterable<String> interfaces, Iterable<String> networks) {
    var names = interfaces.iterator();
    var candidates = networks.iterator();
    if (!names.hasNext() || !candidates.hasNext()) {
      return Optional.of(Map.of());
    }
    String name = names.next();
    String network = candidates.next();
    return names.hasNext() || candidates.hasNext()
        ? Optional.empty()
        : Optional.of(Map.of(name, network));
  }

  /**
   * Networks by interface, as far as the tables tell.
   *
   * @param addresses the container's addresses on each network
   * @param routes the lines of {@code /proc/PID/net/route}
   * @param ipv6Addresses the lines of {@code /proc/PID/net/if_inet6}
   */
  static Map<String, String> of(
      Map<String, List<String>> addresses, List<String> routes, List<String> ipv6Addresses) {
    Map<String, String> found = new TreeMap<>();
    addresses.forEach(
        (network, own) -> {
          for (String address : own) {
            bytes(address)
                .flatMap(
                    bytes ->
                        bytes.length == 4
                            ? byRoute(bytes, routes)
                            : byAddress(bytes, ipv6Addresses))
                .ifPresent(name -> found.put(name, network));
          }
        });
    return found;
  }

  /** Columns: interface, destination, gateway, flags, three counters, mask, and more. */
  private static Optional<String> byRoute(byte[] address, List<String> routes) {
    return routes.stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length > LAST_COLUMN)
        .filter(columns -> covers(columns[1], columns[LAST_COLUMN], address))
        .map(columns -> columns[0])
        .findFirst();
  }

  private static boolean covers(String destination, String mask, byte[] address) {
    Optional<byte[]> to = hexadecimal(destination);
    Optional<byte[]> bits = hexadecimal(mask);
    if (to.isEmpty() || bits.isEmpty() || to.get().length != 4 || bits.get().length != 4) {
      return false;
    }
    boolean anywhere = true;
    for (int index = 0; index < 4; index++) {
      // The kernel writes the number as this host keeps it: the last byte first.
      byte part = bits.get()[3 - index];
      anywhere &= part == 0;
      if ((address[index] & part) != to.get()[3 - index]) {
        return false;
      }
    }
    return !anywhere;
  }

  /** Columns: address, number of the interface, length, scope, flags, interface. */
  private static Optional<String> byAddress(byte[] address, List<String> lines) {
    return lines.stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length == 6)
        .filter(
            columns ->
                hexadecimal(columns[0]).filter(bytes -> Arrays.equals(bytes, address)).isPresent())
        .map(columns -> columns[5])
        .findFirst();
  }

  private static Optional<byte[]> hexadecimal(String text) {
    try {
      return Optional.of(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Only addresses are given, for which no name server is asked. */
  private static Optional<byte[]> bytes(String address) {
    if (!address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(address).getAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
