package app.versatilehub.cli;

import picocli.CommandLine.Help.Ansi;

/** How a {@link CheckReport} is written. */
enum CheckFormat {
  /** For people. */
  TABLE {
    @Override
    String render(CheckReport report, Ansi ansi) {
      return ansi.string(CheckTable.of(report));
    }
  },

  /** Everything, as {@code docs/check.md} describes. */
  JSON {
    @Override
    String render(CheckReport report, Ansi ansi) {
      return CheckJson.of(report);
    }
  },

  /** For code scanning. */
  SARIF {
    @Override
    String render(CheckReport report, Ansi ansi) {
      return CheckSarif.of(report);
    }
  },

  /** For CI servers. */
  JUNIT {
    @Override
    String render(CheckReport report, Ansi ansi) {
      return CheckJunit.of(report);
    }
  };

  abstract String render(CheckReport report, Ansi ansi);
}
