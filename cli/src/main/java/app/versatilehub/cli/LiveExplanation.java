package app.versatilehub.cli;

import static java.util.stream.Collectors.joining;

import app.versatilehub.topology.NetworkName;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Severity;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.TopologyInventory;
import app.versatilehub.verification.Cell;
import app.versatilehub.verification.CellResult;
import app.versatilehub.verification.Verification;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Whether one reaches the other on the running engine, and why or why not. */
final class LiveExplanation {

  private LiveExplanation() {}

  /**
   * Explains one pair.
   *
   * @param source {@code host} or a service
   * @param destination a service and its port with a colon between
   * @param verify asks the engine
   * @throws IllegalArgumentException if the topology has no such source or destination
   */
  static String of(
      Topology topology,
      String source,
      String destination,
      BiFunction<Topology, Predicate<Cell>, Verification> verify) {
    Inventory declared = TopologyInventory.of(topology);
    // Refuses what is not there before the engine is asked.
    Explanation.of(declared, source, destination);
    Verification verification =
        verify.apply(
            topology,
            cell ->
                cell instanceof Cell.Connection
                    && cell.source().equals(source)
                    && cell.destinationName().equals(destination));
    return "Declared: %s%s\n%s\nDrift:\n%s"
        .formatted(
            Explanation.of(declared.onEngine(verification.engine().version()), source, destination),
            networks(topology, source, destination.replaceFirst(":.*", "")),
            observed(verification),
            drift(verification, source, destination.replaceFirst(":.*", "")));
  }

  /** What decides about most pairs: whether they meet on a network. */
  private static String networks(Topology topology, String source, String destination) {
    List<NetworkName> one = networksOf(topology, source);
    List<NetworkName> other = networksOf(topology, destination);
    String common =
        one.stream().filter(other::contains).map(NetworkName::value).collect(joining(", "));
    return "    %s is on %s; %s is on %s; %s\n"
        .formatted(
            source,
            names(one),
            destination,
            names(other),
            common.isEmpty() ? "none is common to both" : "common: " + common);
  }

  private static List<NetworkName> networksOf(Topology topology, String name) {
    return topology.services().stream()
        .filter(service -> service.name().value().equals(name))
        .flatMap(Service::networks)
        .toList();
  }

  private static String names(List<NetworkName> networks) {
    return networks.isEmpty()
        ? "no network of the stack"
        : networks.stream().map(NetworkName::value).collect(joining(", "));
  }

  private static String observed(Verification verification) {
    String engine =
        "Observed on %s, kernel %s:\n"
            .formatted(
                Prose.plain(new VerifyReport(verification, Severity.ERROR).engine()),
                Prose.plain(verification.engine().kernel()));
    return verification.results().isEmpty()
        ? engine + "    nothing: one of them does not run, or has no address\n"
        : engine + verification.results().stream().map(LiveExplanation::line).collect(joining());
  }

  private static String line(CellResult result) {
    return "    %s: %s (%s); to packets declared %s, configured %s: %s\n"
        .formatted(
            Prose.plain(result.cell().subject()),
            result.observation().outcome().name().toLowerCase(Locale.ROOT),
            Prose.plain(result.observation().evidence()),
            result.planned().declared() ? "open" : "closed",
            result.planned().configured() ? "open" : "closed",
            result.status().name().toLowerCase(Locale.ROOT));
  }

  private static String drift(Verification verification, String... names) {
    String drift =
        verification.drift().stream()
            .filter(finding -> Stream.of(names).anyMatch(name -> finding.subject().contains(name)))
            .map(
                finding ->
                    Findings.what(finding) + Prose.wrapped("    -> ", "       ", finding.cure()))
            .collect(joining());
    return drift.isEmpty() ? "    none of either\n" : drift;
  }
}
