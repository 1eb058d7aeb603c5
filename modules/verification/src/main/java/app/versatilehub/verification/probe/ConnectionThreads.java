package app.versatilehub.verification.probe;

import java.io.IOException;

/**
 * Threads that speak with the engine, and those that docker-java starts from them. One that only
 * sends dies of a connection that breaks before it has asked for what to send; whoever reads the
 * answer is told of that, and the JVM need not print it.
 */
final class ConnectionThreads extends ThreadGroup {

  ConnectionThreads(ThreadGroup parent, String name) {
    super(parent, name);
  }

  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    if (!(failure.getCause() instanceof IOException)) {
      super.uncaughtException(thread, failure);
    }
  }
}
