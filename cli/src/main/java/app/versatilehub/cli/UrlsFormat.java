package app.versatilehub.cli;

import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Route;
import app.versatilehub.topology.Topology;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** How the public addresses of a topology are written. */
enum UrlsFormat {
  /** Aligned columns, and how to reach names that no name server knows. */
  TABLE {
    @Override
    String render(Topology topology) {
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
      return TextTable.of(cells) + hint(topology);
    }
  },

  /** One object for each address. */
  JSON {
    @Override
    String render(Topology topology) {
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

  abstract String render(Topology topology);

  private static String hint(Topology topology) {
    Environment environment = topology.environment();
    return topology.routes().stream()
        .filter(route -> route.host().value().endsWith(LOCAL))
        .findFirst()
        .map(
            route ->
                """

                Browsers find names below .localhost on this machine; other clients are told where:
                  curl -k --resolve '%s:%s:127.0.0.1' %s/
                """
                    .formatted(
                        route.host(),
                        environment.gateway().httpsPort(),
                        environment.url(route.host())))
        .orElse("");
  }
}
