package app.versatilehub.topology;

/** What a service is for; the rules of isolation depend on it. */
public enum ServiceKind {
  /** Does the work: serves requests or works in the background. */
  APP,
  /** Keeps data: a database, cache or queue. Never on a network that strangers share. */
  DATASTORE,
  /** The one way in from the Internet. The only kind that may publish host ports. */
  GATEWAY,
  /** Runs once and ends, such as the migration of a database. */
  JOB
}
