package app.versatilehub.readers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One line of {@code images.csv}. */
record KnownImage(String name, String role, Set<Port> ports) {

  private static final String TELLING = "*";
  private static final List<String[]> LINES = lines();

  private static final Map<String, KnownImage> BY_NAME =
      LINES.stream()
          .map(line -> new KnownImage(line[0], line[1], ports(line).collect(Collectors.toSet())))
          .collect(Collectors.toUnmodifiableMap(KnownImage::name, Function.identity()));

  /** The ports that tell a datastore whatever its image. */
  static final Set<Port> DATASTORE_PORTS =
      LINES.stream()
          .flatMap(line -> words(line).filter(word -> word.endsWith(TELLING)))
          .map(KnownImage::port)
          .collect(Collectors.toUnmodifiableSet());

  KnownImage {
    ports = Set.copyOf(ports);
  }

  /** By the last two parts of the path of {@code reference}, else by the last one. */
  static Optional<KnownImage> of(String reference) {
    String[] path = withoutVersion(reference).toLowerCase(Locale.ROOT).split("/", -1);
    String last = path[path.length - 1];
    String owner = path.length > 1 ? path[path.length - 2] : "library";
    return Optional.ofNullable(BY_NAME.get(owner + "/" + last))
        .or(() -> Optional.ofNullable(BY_NAME.get(last)));
  }

  static Collection<KnownImage> all() {
    return BY_NAME.values();
  }

  ServiceKind kind(boolean publishesWeb) {
    return switch (role) {
      case "datastore" -> ServiceKind.DATASTORE;
      case "engine-proxy" -> ServiceKind.ENGINE_PROXY;
      case "gateway" -> ServiceKind.GATEWAY;
      case "web" -> publishesWeb ? ServiceKind.GATEWAY : ServiceKind.APP;
      default -> throw new IllegalStateException(name + " has the unknown kind " + role);
    };
  }

  private static String withoutVersion(String reference) {
    int digest = reference.indexOf('@');
    String tagged = digest < 0 ? reference : reference.substring(0, digest);
    int tag = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
    return tag < 0 ? tagged : tagged.substring(0, tag);
  }

  private static List<String[]> lines() {
    try (InputStream in =
        requireNonNull(KnownImage.class.getResourceAsStream("images.csv"), "images.csv")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(",", -1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Port> ports(String[] line) {
    return words(line).map(KnownImage::port);
  }

  private static Stream<String> words(String[] line) {
    return Arrays.stream(line[2].split(" ", -1)).filter(word -> !word.isEmpty());
  }

  private static Port port(String word) {
    return Port.parse(word.replace(TELLING, ""));
  }
}
