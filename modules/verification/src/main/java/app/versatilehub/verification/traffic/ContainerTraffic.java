package app.versatilehub.verification.traffic;

import static java.util.Objects.requireNonNull;

import app.versatilehub.verification.traffic.Sample.Counters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a container sends and receives.
 *
 * @param container its name
 * @param cpu share of one processor that it uses, in percent; 200 are two whole ones
 * @param memory bytes that it has in use
 * @param links its interfaces, by their names; none on the host's network
 */
public record ContainerTraffic(String container, double cpu, long memory, List<Link> links) {

  public ContainerTraffic {
    requireNonNull(container, "container");
    links = List.copyOf(links);
  }

  /**
   * What goes over one interface.
   *
   * @param interfaceName its name inside the container
   * @param network the network that it is on; absent where that cannot be told
   * @param receivedPerSecond bytes that come in a second
   * @param sentPerSecond bytes that go out a second
   * @param received bytes that came in since it came up
   * @param sent bytes that went out since it came up
   */
  public record Link(
      String interfaceName,
      Optional<String> network,
      double receivedPerSecond,
      double sentPerSecond,
      long received,
      long sent) {

    public Link {
      requireNonNull(interfaceName, "interfaceName");
      requireNonNull(network, "network");
    }
  }

  /** What lies between two samples; {@code networks} are those of the interfaces. */
  static ContainerTraffic between(
      String container, Sample before, Sample after, Map<String, String> networks) {
    double seconds = Duration.between(before.time(), after.time()).toNanos() / 1e9;
    return new ContainerTraffic(
        container,
        cpu(before, after),
        after.memory(),
        after.interfaces().keySet().stream()
            .sorted()
            .map(
                name ->
                    link(
                        name,
                        Optional.ofNullable(networks.get(name)),
                        Optional.ofNullable(before.interfaces().get(name)),
                        after.interfaces().getOrDefault(name, new Counters(0, 0)),
                        seconds))
            .toList());
  }

  private static Link link(
      String name,
      Optional<String> network,
      Optional<Counters> before,
      Counters after,
      double seconds) {
    // An interface that was not there before has come up in between.
    Counters from = before.orElse(after);
    return new Link(
        name,
        network,
        rate(from.received(), after.received(), seconds),
        rate(from.sent(), after.sent(), seconds),
        after.received(),
        after.sent());
  }

  /** Counters begin anew when the container does. */
  private static double rate(long before, long after, double seconds) {
    return seconds <= 0 || after < before ? 0 : (after - before) / seconds;
  }

  private static double cpu(Sample before, Sample after) {
    long host = after.hostCpuTime() - before.hostCpuTime();
    long own = after.cpuTime() - before.cpuTime();
    return host <= 0 || own < 0 ? 0 : 100.0 * own / host * after.processors();
  }
}
