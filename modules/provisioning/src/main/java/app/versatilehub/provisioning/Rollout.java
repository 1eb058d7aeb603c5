package app.versatilehub.provisioning;

import app.versatilehub.topology.Service;

/** Watches over containers that are made anew while others of their kind serve. */
@FunctionalInterface
public interface Rollout {

  /** Where nothing is made. */
  Rollout NONE = replica -> {};

  /**
   * Returns when {@code replica}, which is there, takes requests, so that the next may go.
   *
   * @throws com.pulumi.exceptions.RunException with the reason, if it does not
   */
  void await(Service replica);
}
