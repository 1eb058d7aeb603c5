package app.versatilehub.verification;

import app.versatilehub.topology.Exposure.PublishedPort;
import app.versatilehub.topology.IpAddress;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.probe.Outcome;
import app.versatilehub.verification.probe.Probe;
import app.versatilehub.verification.probe.Probe.Way;
import app.versatilehub.verification.probe.ProbeException;
import app.versatilehub.verification.probe.ProbeStarter;
import app.versatilehub.verification.probe.Probes;
import app.versatilehub.verification.probe.Target;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts the questions of a {@link Plan} to a running engine. Who listens is found out first, from
 * the inside: where nobody does, the probe itself listens for as long as it takes, so that "closed"
 * never means that nobody was there to answer, unless that is what is declared.
 */
public final class Prober {

  /** Of one connection. On one machine, an answer takes less than a millisecond. */
  private static final Duration PATIENCE = Duration.ofMillis(700);

  /** Of the second try of whatever is not as predicted. */
  private static final Duration MORE_PATIENCE = Duration.ofMillis(2500);

  /** Beyond the patience with what it asks. */
  private static final Duration PATIENCE_WITH_PROBE = Duration.ofSeconds(10);

  /** Nobody has these; they are only looked up, never sent to (RFC 5737, RFC 3849). */
  private static final List<IpAddress> ABROAD =
      List.of(IpAddress.of("192.0.2.1"), IpAddress.of("2001:db8::1"));

  private static final IpAddress LOOPBACK = IpAddress.of("127.0.0.1");
  private static final int MOST_HOST_ADDRESSES = 16;

  private final Plan plan;
  private final Optional<Target> abroad;
  private final Duration patienceWithProbe;
  private final Map<String, Probe> probes = new HashMap<>();
  private final Map<String, String> failures = new HashMap<>();
  private final Map<IpAddress, Way> hostWays = new HashMap<>();

  /** Ports of services on which something answers, by the service; the probe itself at worst. */
  private final Map<String, Set<Target>> answering = new HashMap<>();

  private final Set<Silence> silences = Collections.synchronizedSet(new LinkedHashSet<>());
  private List<Target> hostListeners = List.of();
  private Set<IpAddress> ofTheHost = Set.of();

  /** Those of them at which published ports are tried. */
  private List<IpAddress> hostAddresses = List.of();

  /**
   * A declared port at an address where the service does not listen.
   *
   * @param service the service
   * @param target the address and port
   */
  public record Silence(String service, Target target) {}

  private Prober(Plan plan, Optional<Target> abroad, Duration patienceWithProbe) {
    this.plan = plan;
    this.abroad = abroad;
    this.patienceWithProbe = patienceWithProbe;
  }

  /**
   * Asks everything.
   *
   * @param plan what to ask
   * @param probes where to start probes
   * @param abroad an address on the Internet to connect to; without, it is only asked whether there
   *     is a way
   */
  public static Answers ask(Plan plan, ProbeStarter probes, Optional<Target> abroad) {
    return ask(plan, probes, abroad, PATIENCE_WITH_PROBE);
  }

  static Answers ask(
      Plan plan, ProbeStarter probes, Optional<Target> abroad, Duration patienceWithProbe) {
    Prober prober = new Prober(plan, abroad, patienceWithProbe);
    prober.start(probes);
    prober.findListeners();
    List<CellResult> first = prober.answer(plan.cells(), PATIENCE);
    List<CellResult> answered = prober.withoutTheGone(prober.again(first));
    return new Answers(answered, List.copyOf(prober.silences));
  }

  /**
   * What was answered.
   *
   * @param results one for each question
   * @param silences where services do not listen
   */
  public record Answers(List<CellResult> results, List<Silence> silences) {
    public Answers {
      results = List.copyOf(results);
      silences = List.copyOf(silences);
    }
  }

  // --- Getting ready ----------------------------------------------------------------------------

  private void start(ProbeStarter namespaces) {
    Map<String, String> containers = new LinkedHashMap<>();
    containers.put(Cell.HOST, Probes.HOST);
    plan.running().forEach((service, container) -> containers.put(service, container.id()));
    namespaces
        .start(containers)
        .forEach(
            (name, starting) -> {
              try {
                probes.put(name, starting.join());
              } catch (CompletionException e) {
                failures.put(name, reason(e));
              }
            });
  }

  private void findListeners() {
    Map<String, CompletableFuture<Set<Target>>> found = new HashMap<>();
    plan.targets()
        .forEach(
            (service, targets) ->
                probe(service)
                    .ifPresent(
                        probe -> found.put(service, within(listeners(service, probe, targets)))));
    probe(Cell.HOST).ifPresent(this::getHostReady);
    found.forEach(
        (service, listening) -> answering.put(service, await(service, listening).orElse(Set.of())));
  }

  /** Where something answers, from the inside; the probe listens where nothing does. */
  private CompletableFuture<Set<Target>> listeners(
      String service, Probe probe, Set<Target> targets) {
    return Listeners.listening(probe, targets)
        .thenCompose(
            listened -> {
              Set<Target> open = new HashSet<>(listened);
              List<String> silent =
                  targets.stream()
                      .filter(target -> !open.contains(target))
                      .map(Target::toString)
                      .toList();
              return probe
                  .listen(silent)
                  .thenApply(
                      listening -> {
                        listening
                            .values()
                            .forEach(
                                own ->
                                    own.ifPresent(
                                        target -> {
                                          open.add(target);
                                          silences.add(new Silence(service, target));
                                        }));
                        return open;
                      });
            });
  }

  private void getHostReady(Probe host) {
    Set<IpAddress> gateways = plan.gateways();
    List<IpAddress> own =
        host.interfaces().stream()
            .filter(one -> !one.name().equals("lo"))
            .flatMap(one -> one.addresses().stream())
            .filter(address -> !isLinkLocal(address))
            .toList();
    ofTheHost =
        host.interfaces().stream()
            .flatMap(one -> one.addresses().stream())
            .collect(Collectors.toSet());
    List<IpAddress> bridges = own.stream().filter(gateways::contains).toList();
    Set<String> allBridges = Set.copyOf(plan.bridges().values());
    hostAddresses =
        Stream.concat(
                bridges.stream(),
                host.interfaces().stream()
                    .filter(one -> !one.name().equals("lo") && !allBridges.contains(one.name()))
                    .flatMap(one -> one.addresses().stream())
                    .filter(address -> !isLinkLocal(address)))
            .distinct()
            .limit(MOST_HOST_ADDRESSES)
            .toList();
    hostListeners =
        await(Cell.HOST, within(host.listen(bridges.stream().map(Prober::anyPort).toList())))
            .orElse(Map.of())
            .values()
            .stream()
            .flatMap(Optional::stream)
            .toList();
    hostWays.putAll(await(Cell.HOST, within(host.route(plan.addresses()))).orElse(Map.of()));
  }

  /**
   * Only the host routes between its bridges and the world; on other networks, whoever it is.
   * Engine 20.10 gives members of internal networks a route to the host, too, which drops what they
   * send by it; that its rules for this are there is compared with the packet filter.
   */
  private boolean leadsOut(IpAddress gateway) {
    return !plan.isOnInternal(gateway)
        && (ofTheHost.contains(gateway) || !plan.isOnBridge(gateway));
  }

  private static String anyPort(IpAddress address) {
    return address.isIpv6() ? "[" + address + "]:0" : address + ":0";
  }

  private static boolean isLinkLocal(IpAddress address) {
    return address.value().startsWith("fe80") || address.value().startsWith("169.254.");
  }

  // --- Asking -----------------------------------------------------------------------------------

  private List<CellResult> answer(List<PlannedCell> cells, Duration patience) {
    Map<String, List<PlannedCell>> bySource =
        cells.stream().collect(Collectors.groupingBy(planned -> planned.cell().source()));
    Map<PlannedCell, Supplier<Observation>> asked = new HashMap<>();
    bySource.forEach(
        (source, own) ->
            probe(source)
                .ifPresentOrElse(
                    probe -> asked.putAll(new Questions(source, probe, patience).ask(own)),
                    () -> own.forEach(cell -> asked.put(cell, () -> noProbe(source)))));
    return cells.stream()
        .map(cell -> new CellResult(cell, asked.getOrDefault(cell, () -> noProbe("it")).get()))
        .toList();
  }

  /** What is not as predicted is tried once more, with more patience, before anybody is alarmed. */
  private List<CellResult> again(List<CellResult> results) {
    List<PlannedCell> wrong =
        results.stream()
            .filter(result -> result.status() == CellResult.Status.BLOCKED)
            .map(CellResult::planned)
            .toList();
    Map<PlannedCell, CellResult> second =
        answer(wrong, MORE_PATIENCE).stream()
            .collect(Collectors.toMap(CellResult::planned, Function.identity()));
    return results.stream().map(result -> second.getOrDefault(result.planned(), result)).toList();
  }

  /**
   * Of a container that stops, the engine takes the addresses away, and the probe goes on in an
   * empty namespace, where all is closed. What was open was so; all else says nothing.
   */
  private List<CellResult> withoutTheGone(List<CellResult> results) {
    Set<String> gone = gone();
    return results.stream()
        .map(
            result ->
                result.observation().outcome().isOpen()
                    ? result
                    : result.cell().parties().stream()
                        .filter(gone::contains)
                        .sorted()
                        .findFirst()
                        .map(party -> new CellResult(result.planned(), goneMeanwhile(party)))
                        .orElse(result))
        .toList();
  }

  private Set<String> gone() {
    Map<String, CompletableFuture<Map<IpAddress, Way>>> asked = new HashMap<>();
    plan.running()
        .forEach(
            (service, container) ->
                probe(service)
                    .filter(probe -> !failures.containsKey(service))
                    .ifPresent(
                        probe -> asked.put(service, within(probe.route(addresses(container))))));
    return asked.entrySet().stream()
        .filter(
            answer ->
                await(answer.getKey(), answer.getValue())
                    .filter(ways -> ways.values().stream().allMatch(Way.Local.class::isInstance))
                    .isEmpty())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static Set<IpAddress> addresses(ContainerState container) {
    return container.endpoints().stream()
        .flatMap(endpoint -> endpoint.addresses().stream())
        .collect(Collectors.toSet());
  }

  private Observation goneMeanwhile(String service) {
    return Observation.unknown(
        failures.getOrDefault(
            service, "%s stopped, or lost an address, meanwhile".formatted(service)));
  }

  private Observation noProbe(String source) {
    return Observation.unknown(failures.getOrDefault(source, "there is no probe in " + source));
  }

  private Optional<Probe> probe(String source) {
    return Optional.ofNullable(probes.get(source));
  }

  /** Time runs from now on, whenever the answer is looked at. */
  private <T> CompletableFuture<T> within(CompletableFuture<T> answer) {
    return answer.copy().orTimeout(patienceWithProbe.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What a probe answers while it gets ready; why it does not is kept. */
  private <T> Optional<T> await(String source, CompletableFuture<T> answer) {
    try {
      return Optional.of(join(source, answer));
    } catch (ProbeException e) {
      failures.putIfAbsent(source, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static <T> T join(String source, CompletableFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new ProbeException(
          e.getCause() instanceof TimeoutException
              ? "the probe of %s does not answer".formatted(source)
              : reason(e),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProbeException("interrupted", e);
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof ProbeException)) {
      cause = cause.getCause();
    }
    return cause instanceof TimeoutException
        ? "the probe did not start in time"
        : String.valueOf(cause.getMessage());
  }

  /** All questions of one source, sent off at once. */
  private final class Questions {

    private final String source;
    private final Probe probe;
    private final Duration patience;

    Questions(String source, Probe probe, Duration patience) {
      this.source = source;
      this.probe = probe;
      this.patience = patience;
    }

    Map<PlannedCell, Supplier<Observation>> ask(List<PlannedCell> cells) {
      Set<Target> ordinary = new HashSet<>();
      Set<Target> onLink = new HashSet<>();
      Set<String> names = new HashSet<>();
      for (PlannedCell planned : cells) {
        Cell cell = planned.cell();
        if (cell instanceof Cell.Connection connection) {
          (staysOnTheHost(connection) ? ordinary : onLink).add(connection.target());
        } else if (cell instanceof Cell.Published published) {
          ordinary.addAll(hostTargets(published));
        } else if (cell instanceof Cell.HostAddress) {
          ordinary.addAll(hostListeners);
        } else if (cell instanceof Cell.Name name) {
          names.add(name.name());
        } else if (cell instanceof Cell.Egress) {
          abroad.ifPresent(ordinary::add);
        }
      }
      if (source.equals(Cell.HOST)) {
        // The host asks for nothing that is not on one of its bridges.
        onLink.clear();
      }
      CompletableFuture<Map<Target, Outcome>> sent =
          within(probe.connect(ordinary, patience, false));
      CompletableFuture<Map<Target, Outcome>> near = within(probe.connect(onLink, patience, true));
      CompletableFuture<Map<String, List<IpAddress>>> resolved =
          within(probe.resolve(names, patience));
      CompletableFuture<Map<IpAddress, Way>> ways = within(probe.route(ABROAD));
      Map<PlannedCell, Supplier<Observation>> answers = new HashMap<>();
      for (PlannedCell planned : cells) {
        answers.put(
            planned,
            () -> {
              try {
                return observe(
                    planned.cell(),
                    join(source, sent),
                    join(source, near),
                    join(source, resolved),
                    join(source, ways));
              } catch (ProbeException e) {
                return Observation.unknown(String.valueOf(e.getMessage()));
              }
            });
      }
      return answers;
    }

    /** Whether a packet by way of the host would go to the network's own bridge. */
    private boolean staysOnTheHost(Cell.Connection cell) {
      Way way = hostWays.getOrDefault(cell.target().address(), new Way.None());
      return way instanceof Way.Local
          || (way instanceof Way.OnLink link
              && link.device().equals(plan.bridges().get(cell.network())));
    }

    private List<Target> hostTargets(Cell.Published cell) {
      PublishedPort published = cell.published();
      Optional<IpAddress> bound = published.hostAddress();
      Stream<IpAddress> loopback =
          source.equals(Cell.HOST)
              ? Stream.of(bound.filter(IpAddress::isLoopback).orElse(LOOPBACK))
              : Stream.empty();
      Stream<IpAddress> addresses =
          bound
              .filter(only -> !only.isLoopback())
              // Where it is bound to nothing, it may be anybody's.
              .map(only -> Stream.of(only).filter(ofTheHost::contains))
              .orElseGet(() -> Stream.concat(loopback, hostAddresses.stream()));
      return addresses.map(address -> new Target(address, published.hostPort())).toList();
    }

    private Observation observe(
        Cell cell,
        Map<Target, Outcome> sent,
        Map<Target, Outcome> near,
        Map<String, List<IpAddress>> resolved,
        Map<IpAddress, Way> ways) {
      if (cell instanceof Cell.Connection connection) {
        return connection(connection, sent, near);
      }
      if (cell instanceof Cell.Published published) {
        return best(hostTargets(published), sent, "the host has no such address to try");
      }
      if (cell instanceof Cell.HostAddress) {
        return best(hostListeners, sent, "the host has no address on the stack's networks");
      }
      if (cell instanceof Cell.Name name) {
        return name(name, resolved.getOrDefault(name.name(), List.of()));
      }
      return egress(sent, ways);
    }

    private Observation connection(
        Cell.Connection cell, Map<Target, Outcome> sent, Map<Target, Outcome> near) {
      Target target = cell.target();
      Outcome outcome = sent.get(target);
      if (outcome == null) {
        Outcome linked = near.getOrDefault(target, Outcome.UNREACHABLE);
        outcome = linked == Outcome.UNREACHABLE ? Outcome.UNROUTED : linked;
      }
      boolean somebodyAnswers =
          answering.getOrDefault(cell.destination(), Set.of()).contains(target);
      if (!outcome.isOpen() && !somebodyAnswers && !plan.isSilent(target)) {
        return Observation.unknown(
            failures.getOrDefault(
                cell.destination(),
                "nothing answers at %s even from the inside".formatted(target)));
      }
      return outcome == Outcome.UNROUTED
          ? notSent(words(outcome))
          : new Observation(outcome, words(outcome));
    }

    private Observation best(List<Target> targets, Map<Target, Outcome> sent, String none) {
      return targets.stream()
          .min(Comparator.comparing(target -> sent.getOrDefault(target, Outcome.UNKNOWN)))
          .map(
              target -> {
                Outcome outcome = sent.getOrDefault(target, Outcome.UNKNOWN);
                return new Observation(outcome, "%s at %s".formatted(words(outcome), target));
              })
          .orElseGet(() -> notSent(none));
    }

    /** Which means closed only where it is known what addresses and ways the host has. */
    private Observation notSent(String why) {
      return Optional.ofNullable(failures.get(Cell.HOST))
          .map(Observation::unknown)
          .orElseGet(() -> new Observation(Outcome.UNROUTED, why));
    }

    private Observation name(Cell.Name cell, List<IpAddress> found) {
      if (found.isEmpty()) {
        return new Observation(Outcome.REFUSED, "the name is not known");
      }
      List<IpAddress> others =
          found.stream().filter(address -> !cell.addresses().contains(address)).toList();
      return others.isEmpty()
          ? new Observation(Outcome.OPEN, "leads to " + list(found))
          : new Observation(Outcome.REFUSED, "leads to " + list(others) + owners(others));
    }

    private String owners(List<IpAddress> addresses) {
      String owners =
          plan.engine().containers().stream()
              .filter(
                  container ->
                      container.endpoints().stream()
                          .flatMap(endpoint -> endpoint.addresses().stream())
                          .anyMatch(addresses::contains))
              .map(ContainerState::name)
              .sorted()
              .collect(Collectors.joining(", "));
      return owners.isEmpty() ? "" : ", which is " + owners;
    }

    private Observation egress(Map<Target, Outcome> sent, Map<IpAddress, Way> ways) {
      if (abroad.isPresent()) {
        Outcome outcome = sent.getOrDefault(abroad.get(), Outcome.UNKNOWN);
        return new Observation(outcome, "%s at %s".formatted(words(outcome), abroad.get()));
      }
      List<IpAddress> gateways =
          ways.values().stream()
              .filter(Way.ByGateway.class::isInstance)
              .map(way -> ((Way.ByGateway) way).gateway())
              .distinct()
              .toList();
      List<IpAddress> there = gateways.stream().filter(Prober.this::leadsOut).toList();
      // Of an uplink with one other end, such as a tunnel; the engine's bridges have gateways.
      Optional<String> uplink =
          ways.values().stream()
              .filter(Way.OnLink.class::isInstance)
              .map(way -> ((Way.OnLink) way).device())
              .findFirst();
      if (uplink.isPresent()) {
        return new Observation(Outcome.OPEN, "there is a route by " + uplink.get());
      }
      if (gateways.isEmpty()) {
        return new Observation(Outcome.UNROUTED, "there is no route to a gateway");
      }
      if (there.isEmpty()) {
        return notSent("there is a route to %s, which leads no further".formatted(list(gateways)));
      }
      return new Observation(Outcome.OPEN, "there is a route to " + list(there));
    }

    private static String list(Collection<IpAddress> addresses) {
      return addresses.stream().map(IpAddress::value).sorted().collect(Collectors.joining(", "));
    }

    private static String words(Outcome outcome) {
      return switch (outcome) {
        case OPEN -> "connected";
        case REFUSED -> "refused";
        case DROPPED -> "no answer";
        case UNREACHABLE -> "no way there";
        case UNROUTED -> "not sent: neither the source nor the host has a way there on this host";
        case UNKNOWN -> "not found out";
      };
    }
  }
}
