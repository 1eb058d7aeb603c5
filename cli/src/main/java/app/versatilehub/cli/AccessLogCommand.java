package app.versatilehub.cli;

import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import app.versatilehub.topology.ServiceName;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.access.AccessFilter;
import app.versatilehub.verification.access.AccessFilter.StatusRange;
import app.versatilehub.verification.access.AccessLog;
import app.versatilehub.verification.access.GatewayOutput;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code access-log}: what passed the gateway. */
@Command(
    name = "access-log",
    description = "Show the requests that the gateway has answered.",
    exitCodeOnExecutionException = AccessLogCommand.COULD_NOT_READ)
final class AccessLogCommand implements Runnable {

  static final int COULD_NOT_READ = 2;

  @Mixin private final StackOptions options = new StackOptions();

  @Option(
      names = "--service",
      paramLabel = "SERVICE",
      description = "Only requests that were led to this service.")
  private @Nullable ServiceName service;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "Only those of this status, such as 404 or 5xx.")
  private @Nullable StatusRange status;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "From how long ago on, such as 90s, 10m (the default), 2h or 1d.")
  private Duration since = Duration.ofMinutes(10);

  @Option(names = "--follow", description = "Go on with those that are still to come.")
  private boolean follow;

  @Option(names = "--format", paramLabel = "FORMAT", description = "text (the default) or json.")
  private AccessLogFormat format = AccessLogFormat.TEXT;

  private final Console console;
  private final GatewayOutput output;
  private final Clock clock;

  AccessLogCommand(Console console, GatewayOutput output, Clock clock) {
    this.console = console;
    this.output = output;
    this.clock = clock;
  }

  @Override
  public void run() {
    Topology topology = options.topology();
    AccessFilter filter =
        new AccessFilter(
            Optional.ofNullable(service).map(name -> topology.service(name).name().value()),
            Optional.ofNullable(status));
    AccessLog log = new AccessLog(topology);
    output.read(
        gateway(topology).containerName().value(),
        clock.instant().minus(since),
        follow,
        line ->
            log.entry(line)
                .filter(filter::takes)
                .ifPresent(entry -> console.write(format.render(entry))));
  }

  private Service gateway(Topology topology) {
    return topology
        .servicesOfKind(ServiceKind.GATEWAY)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "stack %s has no gateway, so nothing passes one".formatted(options.stack())));
  }
}
