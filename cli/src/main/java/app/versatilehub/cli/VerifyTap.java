package app.versatilehub.cli;

import java.util.List;

/** Tests in the Test Anything Protocol, release 13. */
final class VerifyTap {

  private VerifyTap() {}

  static String of(List<TestCase> tests) {
    StringBuilder lines = new StringBuilder("TAP version 13\n");
    lines.append("1..").append(tests.size()).append('\n');
    for (int i = 0; i < tests.size(); i++) {
      TestCase test = tests.get(i);
      boolean failed = test instanceof TestCase.Failed;
      // A number sign would begin a directive.
      lines
          .append(failed ? "not ok " : "ok ")
          .append(i + 1)
          .append(" - ")
          .append(oneLine(test.name()).replace('#', ' '))
          .append('\n');
      test.remarks().forEach(remark -> comment(lines, remark));
      if (test instanceof TestCase.Failed failure) {
        failure
            .failures()
            .forEach(
                one -> {
                  comment(lines, one.type() + ": " + one.message());
                  comment(lines, one.details());
                });
      }
    }
    return lines.toString();
  }

  private static void comment(StringBuilder lines, String text) {
    lines.append("# ").append(oneLine(text)).append('\n');
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").replaceAll("[\\p{Cc}\\p{Cf}]", "?");
  }
}
