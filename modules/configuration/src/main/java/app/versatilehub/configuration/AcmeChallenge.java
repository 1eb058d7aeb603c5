package app.versatilehub.configuration;

/** The setting {@code gateway.acmeChallenge}. */
enum AcmeChallenge {
  TLS_ALPN,
  HTTP,
  DNS
}
