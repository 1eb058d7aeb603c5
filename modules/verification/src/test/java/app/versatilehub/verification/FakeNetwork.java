package app.versatilehub.verification;

import app.versatilehub.topology.IpAddress;
import app.versatilehub.topology.Port;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.probe.Outcome;
import app.versatilehub.verification.probe.Probe;
import app.versatilehub.verification.probe.Probe.Way;
import app.versatilehub.verification.probe.ProbeException;
import app.versatilehub.verification.probe.ProbeStarter;
import app.versatilehub.verification.probe.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Probes in a network that exists in memory only. Every way is as {@code plan} declares it, all
 * services listen, and names lead where they should, until a test says otherwise. Of what it is
 * asked, it keeps a list.
 */
final class FakeNetwork implements ProbeStarter {

  /** The host's own network interface. */
  static final IpAddress HOST_ADDRESS = IpAddress.of("192.168.5.10");

  private static final IpAddress ROUTER = IpAddress.of("192.168.5.1");

  /** A question of which {@code outcome} became. */
  record Asked(
      String source, Target target, Duration patience, boolean onLinkOnly, Outcome outcome) {}

  private record Pair(String source, Target target) {}

  /** What a probe does instead of what it should. */
  private enum Trouble {
    DOES_NOT_START,
    NEVER_ANSWERS,
    ENDS
  }

  private final Plan plan;
  private final Map<String, Trouble> troubles = new HashMap<>();
  private final Map<Pair, List<Outcome>> outcomes = new HashMap<>();
  private final Set<Target> silent = new HashSet<>();
  private final Set<String> deaf = new HashSet<>();
  private final Set<Target> ownListeners = new HashSet<>();
  private final Map<String, Way> defaultRoutes = new HashMap<>();
  private final Map<String, List<IpAddress>> names = new HashMap<>();
  private final List<Probe.Interface> hostInterfaces = new ArrayList<>();
  private final Set<String> gone = new HashSet<>();
  private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

  FakeNetwork(Plan plan) {
    this.plan = plan;
    Map<String, String> bridges = plan.bridges();
    hostInterfaces.add(new Probe.Interface("lo", List.of(IpAddress.of("127.0.0.1"))));
    hostInterfaces.add(new Probe.Interface("eth0", List.of(HOST_ADDRESS)));
    plan.engine().networks().stream()
        .filter(network -> bridges.containsKey(network.name()) && !network.internal())
        .forEach(
            network ->
                hostInterfaces.add(
                    new Probe.Interface(
                        bridges.getOrDefault(network.name(), ""),
                        network.subnets().stream()
                            .flatMap(subnet -> subnet.gateway().stream())
                            .toList())));
    plan.cells().stream()
        .filter(planned -> planned.cell() instanceof Cell.Egress && planned.declared())
        .forEach(planned -> gateway(planned.cell().source(), IpAddress.of("10.7.0.1")));
  }

  /** Lets nobody listen there until the probe does. */
  void silent(Target target) {
    silent.add(target);
  }

  /** Lets the probe listen nowhere, either. */
  void cannotListen(String source) {
    deaf.add(source);
  }

  /** Lets connections of {@code source} end so, one after the other; the last one stays. */
  void outcome(String source, Target target, Outcome... inTurn) {
    outcomes.put(new Pair(source, target), new ArrayList<>(List.of(inTurn)));
  }

  void doesNotStart(String source) {
    troubles.put(source, Trouble.DOES_NOT_START);
  }

  void neverAnswers(String source) {
    troubles.put(source, Trouble.NEVER_ANSWERS);
  }

  void ends(String source) {
    troubles.put(source, Trouble.ENDS);
  }

  /** Lets the addresses of {@code source} be taken away while it is asked. */
  void goes(String source) {
    gone.add(source);
  }

  /** Lets the default route of {@code source} lead there. */
  void gateway(String source, IpAddress gateway) {
    defaultRoutes.put(source, new Way.ByGateway(gateway));
  }

  /** Lets it leave by an interface that needs none. */
  void uplink(String source, String device) {
    defaultRoutes.put(source, new Way.OnLink(device));
  }

  void withoutRoute(String source) {
    defaultRoutes.remove(source);
  }

  void name(String source, String name, List<IpAddress> addresses) {
    names.put(source + " " + name, addresses);
  }

  /** What was sent, in order. */
  List<Asked> asked() {
    return List.copyOf(asked);
  }

  @Override
  public Map<String, CompletableFuture<Probe>> start(Map<String, String> namespaces) {
    return namespaces.keySet().stream()
        .collect(
            Collectors.toMap(
                Function.identity(),
                source ->
                    troubles.get(source) == Trouble.DOES_NOT_START
                        ? CompletableFuture.failedFuture(
                            new ProbeException("no probe could be started in " + source))
                        : CompletableFuture.completedFuture(new FakeProbe(source))));
  }

  private final class FakeProbe implements Probe {

    private final String source;

    FakeProbe(String source) {
      this.source = source;
    }

    private <T> CompletableFuture<T> answer(T answer) {
      Trouble trouble = troubles.get(source);
      if (trouble == Trouble.NEVER_ANSWERS) {
        return new CompletableFuture<>();
      }
      return trouble == Trouble.ENDS
          ? CompletableFuture.failedFuture(new ProbeException("the probe ended"))
          : CompletableFuture.completedFuture(answer);
    }

    @Override
    public List<Interface> interfaces() {
      return source.equals(Cell.HOST) ? hostInterfaces : List.of();
    }

    @Override
    public CompletableFuture<Map<Target, Outcome>> connect(
        Collection<Target> targets, Duration patience, boolean onLinkOnly) {
      Map<Target, Outcome> answers = new HashMap<>();
      for (Target target : targets) {
        Outcome outcome = outcome(target, onLinkOnly);
        asked.add(new Asked(source, target, patience, onLinkOnly, outcome));
        answers.put(target, outcome);
      }
      return answer(answers);
    }

    private Outcome outcome(Target target, boolean onLinkOnly) {
      List<Outcome> set = outcomes.get(new Pair(source, target));
      if (set != null) {
        return set.size() > 1 ? set.remove(0) : set.get(0);
      }
      if (isOwn(source, target.address()) || target.address().isLoopback()) {
        return listens(target) ? Outcome.OPEN : Outcome.REFUSED;
      }
      boolean declared = plan.cells().stream().anyMatch(planned -> leadsTo(planned, target));
      if (declared) {
        return listens(target) ? Outcome.OPEN : Outcome.REFUSED;
      }
      return onLinkOnly ? Outcome.UNREACHABLE : Outcome.DROPPED;
    }

    private boolean leadsTo(PlannedCell planned, Target target) {
      Cell cell = planned.cell();
      return cell.source().equals(source)
          && planned.declared()
          && ((cell instanceof Cell.Connection connection && connection.target().equals(target))
              || (cell instanceof Cell.HostAddress && isOfTheHost(target))
              || (cell instanceof Cell.Published published
                  && published.published().hostPort().equals(target.port())));
    }

    private boolean isOfTheHost(Target target) {
      return ownListeners.contains(target)
          && hostInterfaces.stream().anyMatch(one -> one.addresses().contains(target.address()));
    }

    private boolean listens(Target target) {
      return !silent.contains(target) || ownListeners.contains(target);
    }

    @Override
    public CompletableFuture<Map<String, Optional<Target>>> listen(Collection<String> addresses) {
      Map<String, Optional<Target>> answers = new HashMap<>();
      for (String address : addresses) {
        Optional<Target> target =
            deaf.contains(source) ? Optional.empty() : Optional.of(target(address));
        target.ifPresent(ownListeners::add);
        answers.put(address, target);
      }
      return answer(answers);
    }

    @Override
    public CompletableFuture<Map<IpAddress, Way>> route(Collection<IpAddress> addresses) {
      return answer(addresses.stream().collect(Collectors.toMap(Function.identity(), this::way)));
    }

    private Way way(IpAddress address) {
      if (isOwn(source, address)) {
        return gone.contains(source) ? new Way.None() : new Way.Local();
      }
      if (!source.equals(Cell.HOST)) {
        return defaultRoutes.getOrDefault(source, new Way.None());
      }
      return plan.engine().networks().stream()
          .filter(network -> !network.internal() && network.bridge().isPresent())
          .filter(
              network ->
                  network.subnets().stream().anyMatch(subnet -> subnet.range().contains(address)))
          .flatMap(network -> network.bridge().stream())
          .<Way>map(Way.OnLink::new)
          .findFirst()
          .orElse(new Way.ByGateway(ROUTER));
    }

    @Override
    public CompletableFuture<Map<String, List<IpAddress>>> resolve(
        Collection<String> wanted, Duration patience) {
      return answer(
          wanted.stream().collect(Collectors.toMap(Function.identity(), this::addresses)));
    }

    private List<IpAddress> addresses(String name) {
      return Optional.ofNullable(names.get(source + " " + name))
          .orElseGet(
              () ->
                  plan.cells().stream()
                      .map(PlannedCell::cell)
                      .filter(Cell.Name.class::isInstance)
                      .map(Cell.Name.class::cast)
                      .filter(cell -> cell.source().equals(source) && cell.name().equals(name))
                      .flatMap(cell -> cell.addresses().stream())
                      .toList());
    }
  }

  private boolean isOwn(String source, IpAddress address) {
    ContainerState container = plan.running().get(source);
    return container != null
        && container.endpoints().stream()
            .anyMatch(endpoint -> endpoint.addresses().contains(address));
  }

  /** {@code 10.7.0.1:0}; any port is 40000. */
  private static Target target(String text) {
    int colon = text.lastIndexOf(':');
    int port = Integer.parseInt(text.substring(colon + 1));
    return new Target(
        IpAddress.of(text.substring(0, colon).replaceAll("[\\[\\]]", "")),
        Port.of(port == 0 ? 40000 : port));
  }
}
