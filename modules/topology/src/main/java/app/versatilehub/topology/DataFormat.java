package app.versatilehub.topology;

/** What a service's data are, which decides how they are backed up and restored. */
public enum DataFormat {
  /** Databases of a PostgreSQL server. */
  POSTGRESQL,
  /** Databases and users of a MariaDB server. */
  MARIADB,
  /** The keys of a Redis server that must not lose any. */
  REDIS,
  /** The files of its volumes, as they are. */
  FILES,
  /** Nothing that is worth keeping: it is emptied, by a restart, when other data are restored. */
  CACHE
}
