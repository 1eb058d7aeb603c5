package app.versatilehub.cli;

import java.io.Console;

/** Asks whoever runs the command. */
interface Confirmation {

  /** Whether there is somebody to ask. */
  boolean isPossible();

  /** Whether they agree; anything but yes is no. */
  boolean of(String question);

  /** By the terminal, if there is one: JDK 17 and 21 have no console without. */
  @SuppressWarnings("SystemConsoleNull")
  static Confirmation byTerminal() {
    Console terminal = System.console();
    return new Confirmation() {
      @Override
      public boolean isPossible() {
        return terminal != null;
      }

      @Override
      public boolean of(String question) {
        if (terminal == null) {
          return false;
        }
        String answer = terminal.readLine("%s [y/N] ", question);
        return answer != null && answer.strip().matches("(?i)y|yes");
      }
    };
  }
}
