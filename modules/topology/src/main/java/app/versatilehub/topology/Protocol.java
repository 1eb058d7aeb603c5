package app.versatilehub.topology;

/** What is spoken over a {@link Flow}. */
public enum Protocol {
  HTTP("http"),
  WEBSOCKET("ws"),
  /** Any other protocol over TCP, such as a database's. */
  TCP("tcp");

  private final String scheme;

  Protocol(String scheme) {
    this.scheme = scheme;
  }

  /** The scheme of a URL that names such a conversation. */
  public String scheme() {
    return scheme;
  }
}
