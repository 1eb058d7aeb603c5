package app.versatilehub.provisioning;

import app.versatilehub.topology.Service;

/** Watches over containers that are made anew while others of their kind serve. */
public interface Rollout {

  /** Where nothing is made. */
  Rollout NONE =
      new Rollout() {
        @Override
        public void await(Service replica) {}

        @Override
        public void failed(Service replica) {}
      };

  /**
   * Returns when {@code replica}, which is there, takes requests, so that the next may go.
   *
   * @throws com.pulumi.exceptions.RunException with the reason, if it does not
   */
  void await(Service replica);

  /** Tells why {@code replica} did not become healthy. */
  void failed(Service replica);
}
