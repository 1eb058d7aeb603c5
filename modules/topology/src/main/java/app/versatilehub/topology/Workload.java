package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What runs inside a service: an image with its command, environment, secrets and health check.
 * Immutable; the {@code with} methods make changed copies.
 *
 * @param image the image
 * @param local the name of the project's own image that can take its place where no registry is
 *     reachable, such as {@code postgres}; absent when only the stand-in can
 * @param entrypoint replaces the image's entry point; empty to keep it
 * @param command replaces the image's command; empty to keep it
 * @param environment variables without secrets
 * @param secrets secrets and how they get in
 * @param files configuration files without secrets, contents by absolute paths
 * @param health how the engine finds out whether it works
 * @param confinement what it may do on the host
 */
public record Workload(
    ImageReference image,
    Optional<String> local,
    List<String> entrypoint,
    List<String> command,
    Map<String, String> environment,
    List<SecretUse> secrets,
    Map<String, String> files,
    Optional<HealthCheck> health,
    Confinement confinement) {

  /** Where {@link #secretFile} puts its files. */
  public static final String SECRETS_DIRECTORY = "/run/secrets/";

  public Workload {
    requireNonNull(image, "image");
    requireNonNull(local, "local");
    entrypoint = List.copyOf(entrypoint);
    command = List.copyOf(command);
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    secrets = List.copyOf(secrets);
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    requireNonNull(health, "health");
    requireNonNull(confinement, "confinement");
    if (entrypoint.contains("") || command.contains("")) {
      throw new IllegalArgumentException(
          "a command of %s has an empty word, which the provider refuses".formatted(image));
    }
  }

  /** The image as it is, without anything else. */
  public static Workload of(String image) {
    return new Workload(
        ImageReference.of(image),
        Optional.empty(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        Map.of(),
        Optional.empty(),
        Confinement.DEFAULT);
  }

  public Workload orLocal(String name) {
    return new Workload(
        image,
        Optional.of(name),
        entrypoint,
        command,
        environment,
        secrets,
        files,
        health,
        confinement);
  }

  public Workload image(ImageReference other) {
    return new Workload(
        other, local, entrypoint, command, environment, secrets, files, health, confinement);
  }

  public Workload entrypoint(String... words) {
    return new Workload(
        image, local, List.of(words), command, environment, secrets, files, health, confinement);
  }

  public Workload command(String... words) {
    return command(List.of(words));
  }

  public Workload command(List<String> words) {
    return new Workload(
        image, local, entrypoint, words, environment, secrets, files, health, confinement);
  }

  public Workload env(String variable, String value) {
    Map<String, String> more = new TreeMap<>(environment);
    more.put(variable, value);
    return new Workload(
        image, local, entrypoint, command, more, secrets, files, health, confinement);
  }

  /**
   * Adds a secret as the file {@code /run/secrets/NAME} and {@code variable} that names the file.
   */
  public Workload secretFile(String variable, String secret) {
    String path = SECRETS_DIRECTORY + secret;
    return secret(new SecretUse.File(secret, path, "")).env(variable, path);
  }

  /**
   * Adds the hash of a password as the file {@code /run/secrets/NAME}, by which {@code user} is
   * recognised.
   */
  public Workload recognises(String user, String secret) {
    return secret(new SecretUse.HashFile(secret, SECRETS_DIRECTORY + secret, user));
  }

  public Workload secretVariable(String variable, String secret) {
    return secret(new SecretUse.Variable(secret, variable));
  }

  public Workload secret(SecretUse use) {
    List<SecretUse> more = new ArrayList<>(secrets);
    more.add(use);
    return new Workload(
        image, local, entrypoint, command, environment, more, files, health, confinement);
  }

  /** Adds a configuration file, which holds no secret. */
  public Workload file(String path, String content) {
    Map<String, String> more = new TreeMap<>(files);
    more.put(path, content);
    return new Workload(
        image, local, entrypoint, command, environment, secrets, more, health, confinement);
  }

  /** A health check by a command, without a shell. */
  public Workload healthyWhen(String... command) {
    List<String> test = new ArrayList<>(List.of("CMD"));
    test.addAll(List.of(command));
    return health(new HealthCheck(test, Duration.ofSeconds(30)));
  }

  /** A health check by a line for the image's shell. */
  public Workload healthyWhenShell(String line) {
    return health(new HealthCheck(List.of("CMD-SHELL", line), Duration.ofSeconds(30)));
  }

  /** A health check by an HTTP request with the Node.js of the image. */
  public Workload healthyWhenNodeGets(String url) {
    return healthyWhen(
        "node",
        "-e",
        "fetch('%s').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))".formatted(url));
  }

  /** Gives the service this long before failed health checks count. */
  public Workload startingWithin(Duration period) {
    return health(new HealthCheck(health.orElseThrow().test(), period));
  }

  private Workload health(HealthCheck check) {
    return new Workload(
        image,
        local,
        entrypoint,
        command,
        environment,
        secrets,
        files,
        Optional.of(check),
        confinement);
  }

  /** Its root file system cannot be written; only volumes can, and these folders in memory. */
  public Workload onlyReads(String... exceptFor) {
    return confined(confinement.onlyReading(List.of(exceptFor)));
  }

  /**
   * Whether its root file system is read-only indeed: the engine copies no file into a container
   * whose root is.
   */
  public boolean hasReadOnlyRoot() {
    return confinement.readOnly()
        && files.isEmpty()
        && secrets.stream().allMatch(SecretUse.Variable.class::isInstance);
  }

  /** It keeps these of the capabilities that the engine gives by default. */
  public Workload keepsCapabilities(String... names) {
    return confined(confinement.keeping(List.of(names)));
  }

  /** It starts as root, and hands its files and itself to another user. */
  public Workload changesUser() {
    return confined(confinement.keeping(Confinement.CHANGES_USER));
  }

  /** The most memory it may use, in MiB. */
  public Workload memory(int mebibytes) {
    return confined(confinement.within(mebibytes));
  }

  /** The size of {@code /dev/shm}, in MiB. */
  public Workload sharedMemory(int mebibytes) {
    return confined(confinement.sharing(mebibytes));
  }

  /** The engine's own init is its first process, and passes signals on. */
  public Workload underInit() {
    return confined(confinement.underInit());
  }

  /** How long it may take to stop, for what it has under way. */
  public Workload stoppingWithin(Duration time) {
    return confined(confinement.stoppingWithin(time));
  }

  private Workload confined(Confinement other) {
    return new Workload(
        image, local, entrypoint, command, environment, secrets, files, health, other);
  }
}
