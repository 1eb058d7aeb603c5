package app.versatilehub.topology;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The project's own image in place of an application that cannot be had: it listens on the
 * application's ports, says who it is, echoes WebSocket messages and may call the application's
 * declared peers, nobody else.
 */
final class StandIn {

  private static final String IMAGE = "stand-in";
  private static final int MEMORY = 64;

  private StandIn() {}

  static Workload of(
      ServiceName name,
      ServiceKind kind,
      List<Port> ports,
      List<Flow> flows,
      Environment environment) {
    String peers =
        flows.stream()
            .filter(flow -> flow.comesFrom(name))
            .map(
                flow ->
                    "%s=%s://%s:%s"
                        .formatted(
                            flow.destination(),
                            flow.protocol().scheme(),
                            flow.destination(),
                            flow.port()))
            .sorted()
            .collect(Collectors.joining(","));
    Workload standIn =
        Workload.of(LocalImages.reference(IMAGE, environment))
            .env("STAND_IN_NAME", name.value())
            .env(
                "STAND_IN_PORTS",
                ports.stream().map(Port::toString).collect(Collectors.joining(",")))
            .env("STAND_IN_PEERS", peers)
            .onlyReads()
            .memory(MEMORY);
    return kind == ServiceKind.JOB
        ? standIn.command("job")
        : standIn.healthyWhen("/stand-in", "health");
  }
}
