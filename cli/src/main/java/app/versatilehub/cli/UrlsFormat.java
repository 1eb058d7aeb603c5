package app.versatilehub.cli;

import app.versatilehub.topology.Environment;
import app.versatilehub.topology.Route;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.doctor.RouteAnswer.Certificate;
import app.versatilehub.verification.doctor.RouteState;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** How the public addresses of a topology are written. */
enum UrlsFormat {
  /** Aligned columns, and how to reach names that no name server knows. */
  TABLE {
    @Override
    String render(Topology topology, Path authority, List<RouteState> states) {
      List<List<String>> cells = new ArrayList<>();
      cells.add(
          row(
              List.of("URL", "Service", "Port", "Protocol", "Network"),
              states,
              UrlsFormat::heading));
      for (Route route : topology.routes()) {
        cells.add(
            row(
                List.of(
                    topology.environment().url(route.host()),
                    route.service().value(),
                    route.port().toString(),
                    route.protocol().scheme(),
                    route.network().value()),
                states.stream().filter(state -> state.route().equals(route)).toList(),
                UrlsFormat::cells));
      }
      return TextTable.of(cells) + hint(topology, authority);
    }
  },

  /** One object for each address. */
  JSON {
    @Override
    String render(Topology topology, Path authority, List<RouteState> states) {
      ObjectNode root = Json.object();
      ArrayNode urls = root.putArray("urls");
      for (Route route : topology.routes()) {
        ObjectNode url =
            urls.addObject()
                .put("url", topology.environment().url(route.host()))
                .put("service", route.service().value())
                .put("port", route.port().number())
                .put("protocol", route.protocol().scheme())
                .put("network", route.network().value());
        states.stream()
            .filter(state -> state.route().equals(route))
            .forEach(state -> add(url, state));
      }
      return Json.text(root);
    }
  };

  private static final String LOCAL = ".localhost";

  /**
   * The text.
   *
   * @param authority where the stack's own authority is, if it has one
   * @param states how the routes are; empty to leave that out
   */
  abstract String render(Topology topology, Path authority, List<RouteState> states);

  /** What is declared, and the columns of the first of {@code states}, if there is one. */
  private static List<String> row(
      List<String> declared, List<RouteState> states, Function<RouteState, List<String>> more) {
    return Stream.concat(
            declared.stream(),
            states.stream().limit(1).flatMap(state -> more.apply(state).stream()))
        .toList();
  }

  private static List<String> heading(RouteState any) {
    return List.of("State", "Replicas", "Certificate", "Guards");
  }

  private static List<String> cells(RouteState state) {
    return List.of(
        state.condition().toString(),
        state.well().map(Object::toString).orElse("?") + "/" + state.replicas(),
        state.certificate().map(shown -> certificate(shown, state.route())).orElse("?"),
        String.join(", ", state.guards()));
  }

  private static String certificate(Certificate shown, Route route) {
    if (shown.isDefault()) {
      return "Traefik's own";
    }
    String until = "until " + LocalDate.ofInstant(shown.expires(), ZoneOffset.UTC);
    return shown.isFor(route.host().value()) ? until : "of another name, " + until;
  }

  private static void add(ObjectNode url, RouteState state) {
    url.put("state", state.condition().toString());
    ObjectNode replicas = url.putObject("replicas").put("declared", state.replicas());
    state.well().ifPresent(well -> replicas.put("well", well));
    state
        .certificate()
        .ifPresent(
            shown ->
                url.putObject("certificate")
                    .put("name", shown.commonName())
                    .put("isForHost", shown.isFor(state.route().host().value()))
                    .put("expires", shown.expires().toString()));
    ArrayNode guards = url.putArray("guards");
    state.guards().forEach(guards::add);
  }

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
