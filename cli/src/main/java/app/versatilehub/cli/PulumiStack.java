package app.versatilehub.cli;

/** A stack, through Pulumi's own command line. */
interface PulumiStack {

  /**
   * Sets a secret in the stack's settings, encrypted.
   *
   * @throws app.versatilehub.topology.FindingsException if Pulumi refuses
   */
  void setSecret(String name, String value);

  /**
   * Brings it up as its settings are now; what Pulumi says is shown.
   *
   * @throws app.versatilehub.topology.FindingsException if Pulumi fails
   */
  void up();
}
