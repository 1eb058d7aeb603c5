package app.versatilehub.stack;

import app.versatilehub.topology.EngineVersion;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What releases of the engine make of one and the same sabotage. What is not listed here is found
 * alike on all of them; {@code docs/verify.md} shows the list.
 */
enum EngineDifference {
  KEEPS_IPV6_APART(
      "a database joins an IPv6 network of somebody else",
      27,
      "it and the members of `web` reach each other, too",
      "only its way out is open",
      "engines before 27 write no rules for IPv6 unless told to"),
  REFUSES_DIRECT_ROUTING(
      "the host forwards by default",
      28,
      "`forward-policy`",
      "nothing: it opens nothing",
      "from 28 on, what comes for a member from elsewhere is dropped in the table `raw`, before the"
          + " policy is asked");

  private static final List<EngineVersion> TRIED =
      List.of(
          new EngineVersion(20, 10, 0), new EngineVersion(26, 1, 0), new EngineVersion(28, 5, 0));

  private final String sabotage;
  private final int since;
  private final String before;
  private final String after;
  private final String why;

  EngineDifference(String sabotage, int since, String before, String after, String why) {
    this.sabotage = sabotage;
    this.since = since;
    this.before = before;
    this.after = after;
    this.why = why;
  }

  /** What is done to the stack. */
  String sabotage() {
    return sabotage;
  }

  /** Whether an engine of this release is as the name says. */
  boolean holdsOn(EngineVersion version) {
    return version.major() >= since;
  }

  /** As Markdown, a column for each release that the tests run on. */
  static String table() {
    return "| sabotage |%s why |\n|---|%s---|\n"
            .formatted(
                TRIED.stream()
                    .map(version -> " %d.%d |".formatted(version.major(), version.minor()))
                    .collect(Collectors.joining()),
                "---|".repeat(TRIED.size()))
        + Arrays.stream(values()).map(EngineDifference::row).collect(Collectors.joining());
  }

  private String row() {
    return "| %s |%s %s |\n"
        .formatted(
            sabotage,
            TRIED.stream()
                .map(version -> " %s |".formatted(holdsOn(version) ? after : before))
                .collect(Collectors.joining()),
            why);
  }
}
