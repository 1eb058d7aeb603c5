package app.versatilehub.live;

import app.versatilehub.live.EngineUnavailableException.Attempt;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where an engine may be, as the {@code docker} command looks for it. An engine that the user has
 * named, by {@code DOCKER_HOST} or by a context, is the only candidate: what another one holds says
 * nothing about it.
 */
public final class EngineCandidates {

  private static final String DEFAULT_CONTEXT = "default";
  private static final String SYSTEM_SOCKET = "unix:///var/run/docker.sock";

  private final Map<String, String> environment;

  private EngineCandidates(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Asks one candidate after the other.
   *
   * @param environment the environment variables that say where to look
   * @param question asks one
   * @return what the first one answers
   * @throws EngineUnavailableException if none does
   */
  public static <T> T firstThatAnswers(Map<String, String> environment, Question<T> question) {
    List<Attempt> attempts = new ArrayList<>();
    for (EngineCandidate candidate : candidates(environment)) {
      try {
        return question.ask(candidate);
      } catch (IOException e) {
        attempts.add(new Attempt(candidate, e));
      }
    }
    throw new EngineUnavailableException(attempts);
  }

  /**
   * What a candidate is asked.
   *
   * @param <T> the answer
   */
  @FunctionalInterface
  public interface Question<T> {

    /**
     * Asks {@code candidate}.
     *
     * @throws IOException if no engine answers there
     */
    T ask(EngineCandidate candidate) throws IOException;
  }

  private static List<EngineCandidate> candidates(Map<String, String> environment) {
    try {
      return of(environment);
    } catch (IOException e) {
      throw new EngineUnavailableException(
          new EngineCandidate("?", "the docker command's configuration", Optional.empty()), e);
    }
  }

  /** The candidates for these environment variables, best first. */
  static List<EngineCandidate> of(Map<String, String> environment) throws IOException {
    return new EngineCandidates(environment).list();
  }

  private List<EngineCandidate> list() throws IOException {
    Optional<String> host = variable("DOCKER_HOST");
    if (host.isPresent()) {
      return List.of(
          new EngineCandidate(
              host.get(),
              "DOCKER_HOST",
              variable("DOCKER_TLS_VERIFY").flatMap(on -> certificates())));
    }
    Optional<String> context = context();
    if (context.isPresent()) {
      return List.of(candidate(context.get()));
    }
    return Stream.concat(
            Stream.of(new EngineCandidate(SYSTEM_SOCKET, "the default", Optional.empty())),
            variable("XDG_RUNTIME_DIR").stream()
                .map(
                    folder ->
                        new EngineCandidate(
                            "unix://" + folder + "/docker.sock",
                            "the default of a rootless engine",
                            Optional.empty())))
        .toList();
  }

  private Optional<Path> certificates() {
    return variable("DOCKER_CERT_PATH").map(Path::of).or(this::configuration);
  }

  private Optional<Path> configuration() {
    return variable("DOCKER_CONFIG")
        .map(Path::of)
        .or(() -> variable("HOME").map(home -> Path.of(home, ".docker")));
  }

  private Optional<String> context() throws IOException {
    Optional<String> context = variable("DOCKER_CONTEXT");
    if (context.isEmpty()) {
      Optional<Path> file =
          configuration().map(folder -> folder.resolve("config.json")).filter(Files::isReadable);
      if (file.isPresent()) {
        context = Optional.of(json(file.get()).path("currentContext").asText());
      }
    }
    return context.filter(name -> !name.isEmpty() && !name.equals(DEFAULT_CONTEXT));
  }

  /** Contexts are kept in folders that are named by the hash of the context's name. */
  private EngineCandidate candidate(String context) throws IOException {
    String hash = sha256(context);
    Path contexts = configuration().orElse(Path.of(".docker")).resolve("contexts");
    Path file = contexts.resolve(Path.of("meta", hash, "meta.json"));
    String origin = "docker context '%s'".formatted(context);
    if (!Files.isReadable(file)) {
      throw new IOException(
          "%s is chosen, but there is no %s; choose another: docker context use default"
              .formatted(origin, file));
    }
    Path certificates = contexts.resolve(Path.of("tls", hash, "docker"));
    return new EngineCandidate(
        json(file).path("Endpoints").path("docker").path("Host").asText(SYSTEM_SOCKET),
        origin,
        Optional.of(certificates).filter(Files::isDirectory));
  }

  private static JsonNode json(Path file) throws IOException {
    try {
      return new JsonMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new IOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }
}
