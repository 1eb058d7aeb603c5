package app.versatilehub.topology;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The labels by which networks, containers and volumes on an engine are known as a stack's own.
 * Whatever does not carry its stack's {@link #STACK} label belongs to somebody else.
 */
public final class Labels {

  /** The owner, as {@link StackId}. */
  public static final String STACK = "versatile.stack";

  /** The module that declares it. */
  public static final String MODULE = "versatile.module";

  /** A network's name in the topology. */
  public static final String NETWORK = "versatile.network";

  /** A service's name in the topology. */
  public static final String SERVICE = "versatile.service";

  /** The name that a service shares with its replicas, where it is not the first of them. */
  public static final String REPLICA_OF = "versatile.replica-of";

  /** A service's {@link ServiceKind}, by its {@link ServiceKind#text}. */
  public static final String KIND = "versatile.kind";

  /** The TCP ports that a service listens on, as {@link #ports} writes them. */
  public static final String PORTS = "versatile.ports";

  /** How many times a job's container was made anew because it failed; absent for none. */
  public static final String ATTEMPT = "versatile.attempt";

  private static final String PREFIX = "versatile.";

  /** Marks a probe that asks what can be reached, with the run that it is of. */
  public static final String PROBE = "versatile.probe";

  private static final String NO_PORTS = "none";

  /** Stands between a port and the one network on which it is listened on. */
  private static final String AT = "@";

  private Labels() {}

  /** Whether {@code label} is one of those that only stacks set; images bring others. */
  public static boolean isOwn(String label) {
    return label.startsWith(PREFIX);
  }

  /**
   * The value of {@link #PORTS}: numbers with commas between, or {@code none}. A port that is
   * listened on at one network alone has the name of that after it: {@code 80,8082@monitoring}.
   */
  public static String ports(Collection<Port> ports, Collection<BoundPort> bound) {
    SortedMap<Port, String> words = new TreeMap<>();
    ports.forEach(port -> words.put(port, port.toString()));
    bound.forEach(one -> words.put(one.port(), one.port() + AT + one.network()));
    return words.isEmpty() ? NO_PORTS : String.join(",", words.values());
  }

  /**
   * Reads what {@link #ports(Collection, Collection)} wrote: the ports, and the network of each
   * that is listened on at one alone.
   *
   * @throws IllegalArgumentException if it did not
   */
  public static SortedMap<Port, Optional<String>> ports(String value) {
    SortedMap<Port, Optional<String>> ports = new TreeMap<>();
    if (!value.equals(NO_PORTS)) {
      for (String word : value.split(",", -1)) {
        int at = word.indexOf(AT);
        ports.put(
            Port.parse((at < 0 ? word : word.substring(0, at)).strip()),
            at < 0 ? Optional.empty() : Optional.of(word.substring(at + 1).strip()));
      }
    }
    return ports;
  }

  /** The labels of a network of {@code stack}. */
  public static SortedMap<String, String> of(StackId stack, Network network) {
    SortedMap<String, String> labels = owner(stack, network.module());
    labels.put(NETWORK, network.name().value());
    return Collections.unmodifiableSortedMap(labels);
  }

  /** The labels of a service of {@code stack}. */
  public static SortedMap<String, String> of(StackId stack, Service service) {
    SortedMap<String, String> labels = owner(stack, service.module());
    labels.put(SERVICE, service.name().value());
    service.replicaOf().ifPresent(first -> labels.put(REPLICA_OF, first.value()));
    labels.put(KIND, service.kind().text());
    labels.put(PORTS, ports(service.ports(), service.bound()));
    return Collections.unmodifiableSortedMap(labels);
  }

  /** The labels of a volume that {@code module} of {@code stack} keeps. */
  public static SortedMap<String, String> ofVolume(StackId stack, String module) {
    return Collections.unmodifiableSortedMap(owner(stack, module));
  }

  private static SortedMap<String, String> owner(StackId stack, String module) {
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put(STACK, stack.value());
    labels.put(MODULE, module);
    return labels;
  }
}
