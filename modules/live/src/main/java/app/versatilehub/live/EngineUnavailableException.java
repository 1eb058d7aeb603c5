package app.versatilehub.live;

import java.net.SocketException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Collectors;

/** No engine answers: says where one was looked for, why it failed there, and what to do. */
public final class EngineUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EngineUnavailableException(List<Attempt> attempts) {
    super(describe(attempts));
    attempts.forEach(attempt -> addSuppressed(attempt.failure()));
  }

  /**
   * The engine at {@code candidate} has ceased to answer, or answers what none would.
   *
   * @param candidate the place
   * @param failure why not
   */
  public EngineUnavailableException(EngineCandidate candidate, Exception failure) {
    this(List.of(new Attempt(candidate, failure)));
  }

  /**
   * One place where no engine answered.
   *
   * @param candidate the place
   * @param failure why not
   */
  record Attempt(EngineCandidate candidate, Exception failure) {

    @Override
    public String toString() {
      return "%s (%s): %s".formatted(candidate.address(), candidate.origin(), reason());
    }

    /** By the socket, that is; what ssh may not do has other cures. */
    private boolean isForbidden() {
      return failure instanceof SocketException
          && String.valueOf(failure.getMessage()).contains("Permission denied");
    }

    private String reason() {
      if (failure instanceof NoSuchFileException) {
        return "there is no " + failure.getMessage();
      }
      String message = failure.getMessage();
      return message == null ? failure.getClass().getSimpleName() : message;
    }
  }

  private static String describe(List<Attempt> attempts) {
    boolean forbidden = attempts.stream().anyMatch(Attempt::isForbidden);
    return attempts.stream()
        .map(attempt -> "  " + attempt)
        .collect(
            Collectors.joining(
                "\n",
                "no Docker Engine answers; tried:\n",
                "\n    -> "
                    + (forbidden
                        ? "add your user to the group docker, or run as root"
                        : "start one with ./versatile setup, or set DOCKER_HOST to the address of one that runs")));
  }
}
