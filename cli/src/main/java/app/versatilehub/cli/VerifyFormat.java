package app.versatilehub.cli;

import picocli.CommandLine.Help.Ansi;

/** How a {@link VerifyReport} is written. */
enum VerifyFormat {
  /** For people. */
  TABLE {
    @Override
    String render(VerifyReport report, Ansi ansi) {
      return ansi.string(VerifyTable.of(report, ansi.enabled()));
    }
  },

  /** For people who only want to know what is wrong. */
  SUMMARY {
    @Override
    String render(VerifyReport report, Ansi ansi) {
      return ansi.string(VerifyTable.summary(report, ansi.enabled()));
    }
  },

  /** Everything, as {@code docs/verify.md} describes. */
  JSON {
    @Override
    String render(VerifyReport report, Ansi ansi) {
      return VerifyJson.of(report);
    }
  },

  /** For CI servers: each source and destination is a test. */
  JUNIT {
    @Override
    String render(VerifyReport report, Ansi ansi) {
      return JunitXml.of("verification", report.verification().stack(), VerifyTests.of(report));
    }
  },

  /** For test harnesses: the Test Anything Protocol, release 13. */
  TAP {
    @Override
    String render(VerifyReport report, Ansi ansi) {
      return VerifyTap.of(VerifyTests.of(report));
    }
  };

  abstract String render(VerifyReport report, Ansi ansi);
}
