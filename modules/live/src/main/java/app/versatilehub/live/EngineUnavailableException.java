package app.versatilehub.live;

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

    private String reason() {
      if (failure instanceof NoSuchFileException) {
        return "there is no " + failure.getMessage();
      }
      String message = failure.getMessage();
      return message == null ? failure.getClass().getSimpleName() : message;
    }
  }

  private static String describe(List<Attempt> attempts) {
    return attempts.stream()
        .map(attempt -> "  " + attempt)
        .collect(
            Collectors.joining(
                "\n",
                "no Docker Engine answers; tried:\n",
                "\n    -> start one with ./versatile setup, or set DOCKER_HOST to the address of one that runs"));
  }
}
