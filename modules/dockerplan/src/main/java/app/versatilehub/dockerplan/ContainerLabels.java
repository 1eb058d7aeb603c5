package app.versatilehub.dockerplan;

import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** The labels that a service's container carries. */
public final class ContainerLabels {

  private ContainerLabels() {}

  /** Those by which it is known as the stack's own, and those by which the gateway finds it. */
  public static SortedMap<String, String> of(Topology topology, Service service) {
    SortedMap<String, String> labels = new TreeMap<>(Labels.of(topology.stack(), service));
    labels.putAll(Traefik.labels(topology, service));
    return Collections.unmodifiableSortedMap(labels);
  }
}
