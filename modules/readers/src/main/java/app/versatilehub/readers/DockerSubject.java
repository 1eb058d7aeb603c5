package app.versatilehub.readers;

import app.versatilehub.topology.Labels;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A network, container, service or volume.
 *
 * @param resource the resource
 * @param inputs its inputs
 * @param spec those that a service keeps apart for its containers; of a container, the same
 * @param labels its labels, without values that are hidden
 * @param engineName its name on the engine
 * @param name its name in the inventory
 */
record DockerSubject(
    DockerResource resource,
    Inputs inputs,
    Inputs spec,
    Map<String, String> labels,
    String engineName,
    String name) {

  private static final Set<String> OWN =
      Set.of(Labels.KIND, Labels.NETWORK, Labels.SERVICE, Labels.REPLICA_OF);

  static DockerSubject of(String title, DockerResource resource, String nameLabel) {
    Inputs inputs = new Inputs(title + ", " + resource, "", resource.inputs());
    Inputs spec =
        resource.type().equals(DockerResourceReader.SERVICE)
            ? inputs.group("taskSpec").group("containerSpec")
            : inputs;
    Map<String, String> labels = new TreeMap<>(labels(spec));
    labels.putAll(labels(inputs));
    String engineName = inputs.shownText("name").orElse(resource.name());
    return new DockerSubject(
        resource, inputs, spec, labels, engineName, labels.getOrDefault(nameLabel, engineName));
  }

  boolean isService() {
    return resource.type().equals(DockerResourceReader.SERVICE);
  }

  /** The input at the top below which {@code input} stands. */
  String top(String input) {
    return isService() ? "taskSpec" : input;
  }

  private static Map<String, String> labels(Inputs inputs) {
    Map<String, String> labels = new TreeMap<>();
    for (Inputs label : inputs.groups("labels")) {
      String name = label.text("label").orElse("");
      boolean own = OWN.contains(name);
      if (own || !label.isHidden("value")) {
        labels.put(name, label.text("value").orElse(""));
      } else if (!name.endsWith(".network")) {
        // A route leads somewhere though its host be hidden; the network is then Traefik's choice.
        labels.put(name, Inputs.Hidden.UNKNOWN.toString());
      }
    }
    return labels;
  }
}
