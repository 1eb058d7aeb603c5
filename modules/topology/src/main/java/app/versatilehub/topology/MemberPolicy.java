package app.versatilehub.topology;

/** What members of one network may do among themselves. */
public enum MemberPolicy {
  /** They reach each other's every port, as engines have it. */
  OPEN,
  /** They reach the declared flows only; the host's firewall sees to it. */
  ENFORCE
}
