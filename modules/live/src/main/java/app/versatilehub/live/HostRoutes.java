package app.versatilehub.live;

import app.versatilehub.topology.Cidr;
import app.versatilehub.topology.EngineState.HostRoute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the kernel's tables of routes. Left out are routes that are down or refuse, those that stay
 * on the host or the link, and default routes; the two halves of the address space, by which a VPN
 * takes everything over, are a default route too.
 */
public final class HostRoutes {

  private static final int UP = 0x1;
  private static final int REJECT = 0x200;
  private static final int SHORTEST = 2;
  private static final String LOOPBACK = "lo";

  private HostRoutes() {}

  /**
   * The routes of this host; none where the kernel has no such tables.
   *
   * @param proc where its process file system is mounted
   */
  public static List<HostRoute> read(Path proc) {
    return Stream.concat(
            ipv4(lines(proc.resolve("net/route"))), ipv6(lines(proc.resolve("net/ipv6_route"))))
        .distinct()
        .toList();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Columns: interface, destination, gateway, flags, three counters, mask, and more. */
  static Stream<HostRoute> ipv4(List<String> lines) {
    return lines.stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length >= 8)
        .flatMap(
            columns ->
                route(columns[0], columns[3], littleEndian(columns[1]), ones(columns[7])).stream());
  }

  /** Columns: destination, its length, source, its length, next hop, counters, flags, interface. */
  static Stream<HostRoute> ipv6(List<String> lines) {
    return lines.stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length >= 10)
        .flatMap(
            columns ->
                route(columns[9], columns[8], bytes(columns[0]), number(columns[1])).stream())
        .filter(route -> isGlobal(route.destination()));
  }

  private static Optional<HostRoute> route(
      String interfaceName, String flags, Optional<byte[]> address, Optional<Integer> length) {
    boolean used =
        number(flags).filter(bits -> (bits & UP) != 0 && (bits & REJECT) == 0).isPresent();
    if (!used || interfaceName.equals(LOOPBACK)) {
      return Optional.empty();
    }
    return length
        .filter(bits -> bits >= SHORTEST)
        .flatMap(bits -> address.flatMap(first -> AddressRange.of(first, bits)))
        .map(destination -> new HostRoute(destination, interfaceName));
  }

  /** Neither link-local nor multicast, which every interface has. */
  private static boolean isGlobal(Cidr destination) {
    return !destination.value().matches("(fe[89ab]|ff).*");
  }

  private static Optional<byte[]> littleEndian(String hexadecimal) {
    return bytes(hexadecimal)
        .filter(bytes -> bytes.length == 4)
        .map(bytes -> new byte[] {bytes[3], bytes[2], bytes[1], bytes[0]});
  }

  private static Optional<Integer> ones(String mask) {
    return number(mask).map(Integer::bitCount);
  }

  private static Optional<byte[]> bytes(String hexadecimal) {
    try {
      return Optional.of(HexFormat.of().parseHex(hexadecimal));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> number(String hexadecimal) {
    try {
      return Optional.of(Integer.parseUnsignedInt(hexadecimal, 16));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
