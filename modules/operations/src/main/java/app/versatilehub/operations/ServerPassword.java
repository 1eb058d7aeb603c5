package app.versatilehub.operations;

import app.versatilehub.topology.DataFormat;
import app.versatilehub.topology.Finding;
import app.versatilehub.topology.FindingsException;
import app.versatilehub.topology.SecretUse;
import app.versatilehub.topology.Service;
import app.versatilehub.topology.Topology;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A secret that a server keeps among its data, so that it has to be changed there, too: images read
 * it only when they make the database.
 *
 * @param server the service
 * @param script what changes it
 */
record ServerPassword(Service server, String script) {

  /** What needs no quotes in SQL. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9]{16,128}");

  /** The one that {@code secret} is, if it is one. */
  static Optional<ServerPassword> of(Topology topology, String secret) {
    return topology.services().stream()
        .flatMap(service -> script(service).map(s -> new ServerPassword(service, s)).stream())
        .filter(found -> found.server.workload().secrets().stream().anyMatch(isFile(secret)))
        .findFirst();
  }

  private static Predicate<SecretUse> isFile(String secret) {
    return use -> use instanceof SecretUse.File && use.secret().equals(secret);
  }

  /** Redis keeps its password in no data: it reads it when it starts. */
  private static Optional<String> script(Service service) {
    return service.data().flatMap(ServerPassword::script);
  }

  private static Optional<String> script(DataFormat format) {
    return switch (format) {
      case POSTGRESQL -> Optional.of("postgresql-password");
      case MARIADB -> Optional.of("mariadb-password");
      case REDIS, FILES, CACHE -> Optional.empty();
    };
  }

  /**
   * Changes it in the running server.
   *
   * @throws FindingsException if the server does not run
   * @throws IOException if it could not be changed, or not be logged in with it
   */
  void change(Machine machine, Topology topology, String value) throws IOException {
    if (!PLAIN.matcher(value).matches()) {
      throw new IllegalArgumentException("a password of 16 to 128 letters and digits is wanted");
    }
    String subject = "the password of service " + server.name();
    List<Finding> obstacles =
        new Deployed(topology, machine.snapshot())
            .obstacles(List.of(new DataSet(server, server.data().orElseThrow(), Optional.empty())));
    if (!obstacles.isEmpty()) {
      throw new FindingsException(subject, obstacles);
    }
    try {
      machine.run(
          server.containerName().value(),
          Script.named(script),
          new ByteArrayInputStream((value + "\n").getBytes(StandardCharsets.UTF_8)),
          OutputStream.nullOutputStream());
    } catch (ScriptFailedException e) {
      if (!e.leftUnchanged()) {
        throw e;
      }
      throw new FindingsException(
          subject,
          List.of(
              Finding.error(
                  "password-unchanged",
                  "service " + server.name(),
                  "the server does not take a new password: " + e.getMessage(),
                  "mend that, and run it again; nothing was changed")));
    }
  }
}
