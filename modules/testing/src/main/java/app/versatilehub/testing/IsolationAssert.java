package app.versatilehub.testing;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import app.versatilehub.topology.isolation.ContainerEntry;
import app.versatilehub.topology.isolation.Endpoint;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.Judge;
import app.versatilehub.topology.isolation.NetworkAttachment;
import app.versatilehub.topology.isolation.NetworkEntry;
import app.versatilehub.topology.isolation.Policy;
import app.versatilehub.topology.isolation.Reach;
import app.versatilehub.topology.isolation.Reachability;
import app.versatilehub.topology.isolation.Verdict;
import app.versatilehub.topology.isolation.Zone;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;

/**
 * What an inventory isolates from what, and which rules it breaks. A failure shows the path that
 * should not be there, or what is reached instead of what should be.
 */
public final class IsolationAssert extends AbstractAssert<IsolationAssert, Inventory> {

  private final Reachability reachability;
  private Policy policy = Policy.strict(LocalDate.now(ZoneOffset.UTC));

  IsolationAssert(Inventory actual) {
    super(actual, IsolationAssert.class);
    reachability = Reachability.of(actual);
  }

  /** Begins a claim that is ended by saying from whom. */
  public Isolation isolates(String service) {
    return new Isolation(container(service), 0);
  }

  /** That nobody there reaches a port of one service. */
  public final class Isolation {

    private final ContainerEntry service;
    private final int takeovers;

    private Isolation(ContainerEntry service, int takeovers) {
      this.service = service;
      this.takeovers = takeovers;
    }

    /** Also when an attacker has taken over that many other services on the way. */
    public Isolation evenAfterTakeovers(int number) {
      return new Isolation(service, number);
    }

    /** From whoever starts in one of these zones. */
    public IsolationAssert from(Zone zone, Zone... more) {
      return fromAll(Stream.concat(Stream.of(zone), Arrays.stream(more)).toList());
    }

    /** From whoever has one of these services in his hands. */
    public IsolationAssert from(String other, String... more) {
      return fromAll(
          Stream.concat(Stream.of(other), Arrays.stream(more))
              .<Zone>map(name -> new Zone.Container(container(name).name()))
              .toList());
    }

    /**
     * From the Internet, the neighbours, the host, the networks that it is not on, and all services
     * but these.
     */
    public IsolationAssert fromEverythingBut(String... others) {
      Set<String> allowed = new TreeSet<>(List.of(others));
      allowed.forEach(IsolationAssert.this::container);
      return fromAll(
          reachability.zones().stream()
              .filter(zone -> !(zone instanceof Zone.Network on && service.isOn(on.name())))
              .filter(zone -> !(zone instanceof Zone.Container by && allowed.contains(by.name())))
              .toList());
    }

    private IsolationAssert fromAll(List<Zone> zones) {
      List<String> ways = new ArrayList<>();
      for (Zone zone : zones) {
        Reach reach = reachability.from(known(zone));
        endpoints(service.name())
            .forEach(endpoint -> way(reach.to(endpoint), takeovers, zone).forEach(ways::add));
      }
      if (!ways.isEmpty()) {
        fail(
            "%s is not isolated%s:\n  %s"
                .formatted(
                    service.name(),
                    takeovers == 0 ? "" : " after %d takeovers".formatted(takeovers),
                    String.join("\n  ", ways)));
      }
      return IsolationAssert.this;
    }
  }

  private static Stream<String> way(Verdict verdict, int takeovers, Zone zone) {
    if (verdict instanceof Verdict.Open open) {
      return Stream.of("from %s: %s".formatted(zone, open.path()));
    }
    return verdict instanceof Verdict.ByCompromise by && by.compromised().size() <= takeovers
        ? Stream.of("from %s: %s".formatted(zone, by.path()))
        : Stream.empty();
  }

  /** That {@code service} can open connections to that port of {@code other}. */
  public IsolationAssert reaches(String service, String other, int port) {
    return reaches(new Zone.Container(container(service).name()), other, port);
  }

  /** That whoever starts in {@code zone} can, without taking anything over. */
  public IsolationAssert reaches(Zone zone, String other, int port) {
    Endpoint endpoint = endpoint(other, port);
    Reach reach = reachability.from(known(zone));
    if (!(reach.to(endpoint) instanceof Verdict.Open)) {
      String row = reach.open().map(Endpoint::toString).collect(joining(", "));
      fail(
          "%s does not reach %s; it reaches %s"
              .formatted(zone, endpoint, row.isEmpty() ? "nothing" : row));
    }
    return this;
  }

  /** That {@code service} cannot open connections to that port of {@code other}. */
  public IsolationAssert doesNotReach(String service, String other, int port) {
    return doesNotReach(new Zone.Container(container(service).name()), other, port);
  }

  /** That whoever starts in {@code zone} cannot, unless he takes something over. */
  public IsolationAssert doesNotReach(Zone zone, String other, int port) {
    Endpoint endpoint = endpoint(other, port);
    if (reachability.from(known(zone)).to(endpoint) instanceof Verdict.Open open) {
      fail("%s reaches %s:\n  %s".formatted(zone, endpoint, open.path()));
    }
    return this;
  }

  /** That exactly these networks, by their names in the inventory, are those of {@code service}. */
  public IsolationAssert isOn(String service, String... networks) {
    ContainerEntry container = container(service);
    Set<String> expected = new TreeSet<>(List.of(networks));
    Set<String> found =
        container.memberships().stream()
            .map(NetworkAttachment.Membership::network)
            .collect(toCollection(TreeSet::new));
    if (!found.equals(expected)
        || !(container.attachment() instanceof NetworkAttachment.Networks)) {
      fail(
          "%s is on %s instead of %s"
              .formatted(
                  service,
                  container.attachment() instanceof NetworkAttachment.Networks
                      ? names(found)
                      : container.attachment(),
                  names(expected)));
    }
    return this;
  }

  /** That nobody else publishes a port on the host, on whichever of its addresses. */
  public IsolationAssert publishesNoHostPortsExcept(String... services) {
    Set<String> allowed = new TreeSet<>(List.of(services));
    allowed.forEach(this::container);
    List<String> others = new ArrayList<>();
    actual.containers().stream()
        .filter(container -> !allowed.contains(container.name()))
        .forEach(
            container -> {
              if (container.attachment() instanceof NetworkAttachment.Host) {
                others.add(container.name() + ", which is on the host's own network");
              }
              container
                  .publishedPorts()
                  .forEach(
                      port ->
                          others.add(
                              "%s, its port %s on the host's port %s"
                                  .formatted(container.name(), port.port(), port)));
            });
    if (!others.isEmpty()) {
      fail("others publish ports, too:\n  " + String.join("\n  ", others));
    }
    return this;
  }

  /** Sets the measure for what follows; without it, nothing is waived. */
  public IsolationAssert judgedBy(Policy measure) {
    policy = measure;
    return this;
  }

  /** That there is no error and no warning. */
  public IsolationAssert breaksNoRule() {
    return breaksOnly();
  }

  /** That errors and warnings are of these rules, of each at least one. */
  public IsolationAssert breaksOnly(String... rules) {
    Set<String> expected = new TreeSet<>(List.of(rules));
    List<Finding> findings = Judge.judge(actual, policy).atLeast(Severity.WARNING);
    Set<String> broken = findings.stream().map(Finding::id).collect(toCollection(TreeSet::new));
    if (!broken.equals(expected)) {
      fail(
          "it breaks %s instead of %s%s"
              .formatted(names(broken), names(expected), lines(findings)));
    }
    return this;
  }

  /** That there is such a finding, however severe. */
  public IsolationAssert breaksRule(String rule, String subject) {
    List<Finding> findings = Judge.judge(actual, policy).findings();
    if (findings.stream()
        .noneMatch(finding -> finding.id().equals(rule) && finding.subject().equals(subject))) {
      fail("it does not break %s for %s, but%s".formatted(rule, subject, lines(findings)));
    }
    return this;
  }

  private static String lines(List<Finding> findings) {
    return findings.isEmpty()
        ? " nothing at all"
        : findings.stream().map(finding -> "\n  " + finding.text()).collect(joining());
  }

  private static String names(Collection<String> names) {
    return names.isEmpty() ? "nothing" : String.join(", ", names);
  }

  private void fail(String message) {
    // As an argument, since a message may contain what would be a place for one.
    failWithMessage("%s", message);
  }

  private ContainerEntry container(String name) {
    return actual.containers().stream()
        .filter(container -> container.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                failure(
                    "%s",
                    "there is no service '%s', but %s"
                        .formatted(
                            name,
                            actual.containers().stream()
                                .map(ContainerEntry::name)
                                .sorted()
                                .collect(joining(", ")))));
  }

  private Zone known(Zone zone) {
    if (!reachability.zones().contains(zone)) {
      throw failure(
          "%s",
          "there is no %s, but the networks %s"
              .formatted(
                  zone,
                  actual.networks().stream()
                      .map(NetworkEntry::name)
                      .sorted()
                      .collect(joining(", "))));
    }
    return zone;
  }

  private Stream<Endpoint> endpoints(String service) {
    return reachability.endpoints().stream()
        .filter(endpoint -> endpoint.container().equals(service));
  }

  private Endpoint endpoint(String service, int port) {
    Endpoint endpoint = Endpoint.of(container(service).name(), port);
    if (!reachability.endpoints().contains(endpoint)) {
      throw failure(
          "%s",
          "%s does not listen on %d, but on %s"
              .formatted(
                  service, port, names(endpoints(service).map(Endpoint::toString).toList())));
    }
    return endpoint;
  }
}
