package app.versatilehub.operations;

import app.versatilehub.topology.Labels;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import app.versatilehub.verification.engine.ContainerState;
import app.versatilehub.verification.engine.ContainerState.Status;
import app.versatilehub.verification.engine.EngineFacts;
import app.versatilehub.verification.engine.EngineSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An engine on which a topology runs, and that notes what it is asked for. */
final class FakeMachine implements Machine {

  private final Topology topology;
  private final Map<String, Status> statuses = new HashMap<>();
  private final Map<String, IOException> failures = new HashMap<>();
  final List<String> asked = new ArrayList<>();

  FakeMachine(Topology topology) {
    this.topology = topology;
  }

  FakeMachine with(String service, Status status) {
    statuses.put(service, status);
    return this;
  }

  /** Lets what {@link #asked} would note as {@code what} fail. */
  FakeMachine failing(String what, IOException failure) {
    failures.put(what, failure);
    return this;
  }

  @Override
  public EngineSnapshot snapshot() {
    return new EngineSnapshot(
        new EngineFacts(
            Optional.empty(),
            "1.47",
            "amd64",
            "6.1",
            true,
            Optional.empty(),
            true,
            Optional.empty(),
            List.of(),
            List.of()),
        List.of(),
        topology.services().stream()
            .filter(service -> statuses.get(service.name().value()) != Status.DEAD)
            .map(this::container)
            .toList(),
        new TreeMap<>());
  }

  private ContainerState container(Service service) {
    return new ContainerState(
        "id-of-" + service.name(),
        service.containerName().value(),
        service.workload().image().toString(),
        "sha256:" + service.name(),
        statuses.getOrDefault(service.name().value(), Status.RUNNING),
        Optional.empty(),
        0,
        "none",
        List.of(),
        List.of(),
        Labels.of(topology.stack(), service));
  }

  private void note(String what) throws IOException {
    asked.add(what);
    IOException failure = failures.get(what);
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void run(String container, Script script, InputStream in, OutputStream out)
      throws IOException {
    if (script.equals(Script.named("postgresql-list"))) {
      out.write("goods\n".getBytes(StandardCharsets.UTF_8));
      return;
    }
    note("run in " + container);
    out.write(("data of " + container).getBytes(StandardCharsets.UTF_8));
    in.transferTo(OutputStream.nullOutputStream());
  }

  @Override
  public void readFiles(String container, String path, OutputStream out) throws IOException {
    note("read " + path + " of " + container);
    out.write("tar".getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void replaceFiles(String image, String volume, String folder, InputStream tar)
      throws IOException {
    note("replace " + volume + " by " + folder + " with " + image);
    tar.transferTo(OutputStream.nullOutputStream());
  }

  @Override
  public void stop(String container) throws IOException {
    note("stop " + container);
  }

  @Override
  public void start(String container) throws IOException {
    note("start " + container);
  }

  @Override
  public void removeContainer(String id) throws IOException {
    note("remove container " + id);
  }

  @Override
  public void removeNetwork(String id) throws IOException {
    note("remove network " + id);
  }

  @Override
  public void close() {
    asked.add("close");
  }
}
