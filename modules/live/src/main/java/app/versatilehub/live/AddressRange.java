package app.versatilehub.live;

import app.versatilehub.topology.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Reads ranges of addresses that others have written, with more lenience than {@link Cidr}. */
final class AddressRange {

  private AddressRange() {}

  /** The range that {@code text} means; it may name an address inside instead of the first one. */
  static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    // Only digits and the like: a name would be looked up.
    if (!text.matches("[0-9a-fA-F:.]+/[0-9]{1,3}")) {
      return Optional.empty();
    }
    try {
      return of(
          InetAddress.getByName(text.substring(0, slash)).getAddress(),
          Integer.parseInt(text.substring(slash + 1)));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** The range of {@code length} bits that {@code address} is in. */
  static Optional<Cidr> of(byte[] address, int length) {
    if (length > address.length * Byte.SIZE) {
      return Optional.empty();
    }
    byte[] first = address.clone();
    for (int bit = length; bit < first.length * Byte.SIZE; bit++) {
      first[bit / Byte.SIZE] &= (byte) ~(0x80 >> (bit % Byte.SIZE));
    }
    try {
      return Optional.of(Cidr.of(InetAddress.getByAddress(first).getHostAddress() + "/" + length));
    } catch (UnknownHostException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
