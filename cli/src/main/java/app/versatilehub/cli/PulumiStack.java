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
   * What Pulumi knows of it.
   *
   * @throws app.versatilehub.topology.FindingsException if Pulumi refuses
   */
  PulumiState state();

  /**
   * Lets Pulumi forget what was begun and not finished.
   *
   * @param state as {@link #state} read it
   * @throws app.versatilehub.topology.FindingsException if Pulumi refuses
   */
  void forgetPending(PulumiState state);

  /**
   * Takes away the locks of processes that are gone.
   *
   * @return how many
   * @throws app.versatilehub.topology.FindingsException if another process may be at work on it
   */
  int removeStaleLocks();

  /**
   * Brings it up as its settings are now; what Pulumi says is shown.
   *
   * @throws app.versatilehub.topology.FindingsException if Pulumi fails
   */
  void up();
}
