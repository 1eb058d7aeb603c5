package app.versatilehub.cli;

import java.io.PrintWriter;

/**
 * Tells what is being done while it lasts, on a terminal; elsewhere it would only be in the way.
 */
final class Progress implements AutoCloseable {

  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintWriter terminal;
  private final boolean shown;

  private Progress(PrintWriter terminal, boolean shown) {
    this.terminal = terminal;
    this.shown = shown;
  }

  static Progress on(Console console) {
    return new Progress(console.err(), console.ansi().enabled());
  }

  void tell(String what) {
    if (shown) {
      terminal.print(CLEAR_LINE + what + " ...");
      terminal.flush();
    }
  }

  @Override
  public void close() {
    if (shown) {
      terminal.print(CLEAR_LINE);
      terminal.flush();
    }
  }
}
