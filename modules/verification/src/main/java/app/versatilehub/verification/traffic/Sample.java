package app.versatilehub.verification.traffic;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;

/**
 * What the engine has counted of a container up to one moment.
 *
 * @param time the moment
 * @param interfaces the bytes by interface, such as {@code eth0}; none for a container on the
 *     host's network
 * @param cpuTime processor time that it has used, in nanoseconds
 * @param hostCpuTime processor time that has passed on the host, over all processors
 * @param processors how many processors there are
 * @param memory bytes that it has in use, without what the kernel could drop
 */
record Sample(
    Instant time,
    Map<String, Counters> interfaces,
    long cpuTime,
    long hostCpuTime,
    int processors,
    long memory) {

  Sample {
    requireNonNull(time, "time");
    interfaces = Map.copyOf(interfaces);
  }

  /**
   * Bytes since an interface came up.
   *
   * @param received what came in
   * @param sent what went out
   */
  record Counters(long received, long sent) {}
}
