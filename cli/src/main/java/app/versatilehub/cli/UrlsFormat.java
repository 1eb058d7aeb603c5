package app.versatilehub.cli;

import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Route;
import app.versatilehub.topology.Topology;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the public addresses of a topology are written. */
enum UrlsFormat {
  /** Aligned columns, and how to reach names that no name server knows. */
  TABLE {
    @Override
    String render(Topology topology, Path authority) {
      List<List<String>> cells = new ArrayList<>();
      cells.add(List.of("URL", "Service", "Port", "Protocol", "Network"));
      for (Route route : topology.routes()) {
        cells.add(
            List.of(
                topology.environment().url(route.host()),
                route.service().value(),
                route.port().toString(),
                route.protocol().scheme(),
                route.network().value()));
      }
      return TextTable.of(cells) + hint(topology, authority);
    }
  },

  /** One object for each address. */
  JSON {
    @Override
    String render(Topology topology, Path authority) {
      ObjectNode root = Json.object();
      ArrayNode urls = root.putArray("urls");
      for (Route route : topology.routes()) {
        urls.addObject()
            .put("url", topology.environment().url(route.host()))
            .put("service", route.service().value())
            .put("port", route.port().number())
            .put("protocol", route.protocol().scheme())
            .put("network", route.network().value());
      }
      return Json.text(root);
    }
  };

  private static final String LOCAL = ".localhost";

  /**
   * The text.
   *
   * @param authority where the stack's own authority is, if it has one
   */
  abstract String render(Topology topology, Path authority);

  private static String hint(Topology topology, Path authority) {
    Environment environment = topology.environment();
    return topology.routes().stream()
        .filter(route -> route.host().value().endsWith(LOCAL))
        .findFirst()
        .map(
            route ->
                """

                Browsers find names below .localhost on this machine; other clients are told where, and whom to trust:
                  curl %s--resolve '%s:%s:127.0.0.1' %s/
                """
                    .formatted(
                        environment.gateway().acme().isPresent()
                            ? ""
                            : "--cacert %s ".formatted(authority),
                        route.host(),
                        environment.gateway().httpsPort(),
                        environment.url(route.host())))
        .orElse("");
  }
}
