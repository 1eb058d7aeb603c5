package app.versatilehub.pictures;

import app.versatilehub.pictures.LiveResults.Cell;
import app.versatilehub.pictures.LiveResults.Status;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.Topology;
import app.versatilehub.topology.isolation.ContainerEntry;
import app.versatilehub.topology.isolation.FlowEntry;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.Judge;
import app.versatilehub.topology.isolation.Judgement;
import app.versatilehub.topology.isolation.Judgement.Waived;
import app.versatilehub.topology.isolation.NetworkAttachment;
import app.versatilehub.topology.isolation.Policy;
import app.versatilehub.topology.isolation.Reachability;
import app.versatilehub.topology.isolation.TopologyInventory;
import app.versatilehub.topology.isolation.Waiver;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Reports to look at. */
final class Reports {

  static final LocalDate TODAY = LocalDate.parse("2026-12-01");

  /** What a name, a reason or a message of somebody else's may be. */
  static final String HOSTILE =
      "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>\"'&<!--";

  private Reports() {}

  static Report of(Topology topology) {
    return of(topology, TopologyInventory.of(topology), Optional.empty());
  }

  /** On whose engine the agent reaches a database, and does not reach what it should. */
  static Report withLiveResults() {
    Topology topology = Topologies.stack("prod");
    return of(
        topology,
        TopologyInventory.of(topology),
        Optional.of(
            new LiveResults(
                "Docker Engine 28.5.2",
                false,
                List.of(
                    Finding.error(
                        "open-against-topology", "agent to hub-db:3306", "connected", "mend it")),
                List.of(
                    new Cell("agent", "hub-db:3306", "closed", "dropped", Status.AGREES),
                    new Cell("agent", "hub-db:3306", "closed", "open", Status.HOLE),
                    new Cell("agent", "hub-backend:8000", "open", "open", Status.AGREES),
                    new Cell("host", "host port 443", "open", "open", Status.AGREES)))));
  }

  /** With somebody else's words wherever there can be any. */
  static Report hostile() {
    Topology topology = Topologies.stack("prod");
    Inventory inventory = TopologyInventory.of(topology);
    List<ContainerEntry> containers = new ArrayList<>(inventory.containers());
    containers.add(
        new ContainerEntry(
            HOSTILE,
            ServiceKind.APP,
            new NetworkAttachment.Networks(
                List.of(new NetworkAttachment.Membership("shared", new TreeSet<>()))),
            new TreeSet<>(List.of(Port.of(80))),
            true,
            List.of(),
            List.of()));
    Inventory other =
        new Inventory(
            HOSTILE,
            inventory.engine(),
            inventory.networks(),
            containers,
            inventory.routes(),
            Optional.of(List.of(new FlowEntry(Optional.of("agent"), HOSTILE, Port.of(80)))),
            inventory.egress());
    Finding finding = Finding.error(HOSTILE, HOSTILE, HOSTILE, HOSTILE);
    Report report =
        of(
            topology,
            other,
            Optional.of(
                new LiveResults(
                    HOSTILE,
                    false,
                    List.of(finding),
                    List.of(new Cell("agent", HOSTILE + ":80", HOSTILE, HOSTILE, Status.HOLE)))));
    return new Report(
        report.topology(),
        report.reachability(),
        new Judgement(
            HOSTILE,
            List.of(finding),
            List.of(new Waived(finding, new Waiver(HOSTILE, HOSTILE, HOSTILE, TODAY))),
            report.judgement().proof()),
        report.policy(),
        report.live());
  }

  private static Report of(Topology topology, Inventory inventory, Optional<LiveResults> live) {
    Policy policy = Policy.strict(TODAY);
    Reachability reachability = Reachability.of(inventory);
    return new Report(topology, reachability, Judge.judge(reachability, policy), policy, live);
  }
}
