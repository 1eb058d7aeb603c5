package app.versatilehub.operations;

/** Tidies up when the program is interrupted; otherwise whoever made it does. */
final class Interruption {

  private final Thread hook;

  private Interruption(Thread hook) {
    this.hook = hook;
  }

  static Interruption then(Runnable tidy) {
    Thread hook = new Thread(tidy, "tidy");
    Runtime.getRuntime().addShutdownHook(hook);
    return new Interruption(hook);
  }

  void isOver() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyShuttingDown) {
      // Then it runs.
    }
  }
}
