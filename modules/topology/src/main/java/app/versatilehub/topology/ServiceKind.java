package app.versatilehub.topology;

import java.util.Locale;

/** What a service is for; the rules of isolation depend on it. */
public enum ServiceKind {
  /** Does the work: serves requests or works in the background. */
  APP,
  /** Keeps data: a database, cache or queue. Never on a network that strangers share. */
  DATASTORE,
  /** The one way in from the Internet. The only kind that may publish host ports. */
  GATEWAY,
  /**
   * Asks the engine in the name of others, and lets them ask for a few things only. The only kind
   * that may hold the engine's socket.
   */
  ENGINE_PROXY,
  /** Runs once and ends, such as the migration of a database. */
  JOB;

  /** As labels and reports write it, such as {@code engine-proxy}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
