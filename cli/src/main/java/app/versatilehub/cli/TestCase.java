package app.versatilehub.cli;

import java.util.List;

/** What a report says of one thing, in the words of test harnesses. */
sealed interface TestCase {

  /** What was tested. */
  String name();

  /** What else there is to say. */
  List<String> remarks();

  /** It is as it should be. */
  record Passed(String name, List<String> remarks) implements TestCase {
    public Passed {
      remarks = List.copyOf(remarks);
    }
  }

  /** It does not count. */
  record Skipped(String name, String why, List<String> remarks) implements TestCase {
    public Skipped {
      remarks = List.copyOf(remarks);
    }
  }

  /** It is not as it should be. */
  record Failed(String name, List<Failure> failures, List<String> remarks) implements TestCase {
    public Failed {
      failures = List.copyOf(failures);
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * Why.
   *
   * @param type how bad it is
   * @param message what was found
   * @param details what to do
   */
  record Failure(String type, String message, String details) {}
}
