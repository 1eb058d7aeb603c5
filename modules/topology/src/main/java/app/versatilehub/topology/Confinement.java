package app.versatilehub.topology;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a service may do on the host beside its networks, and how it is stopped. Nobody gains
 * privileges, and every capability is dropped that is not named here.
 *
 * @param readOnly whether its root file system cannot be written
 * @param writable folders in memory, for what it has to write and nobody keeps
 * @param capabilities powers of the kernel that it keeps, of the engine's default set, without
 *     {@code CAP_}
 * @param memory the most memory it may use, in MiB; absent without a limit
 * @param sharedMemory the size of {@code /dev/shm} in MiB; absent for the engine's default of 64
 * @param init whether the engine's own init is the first process, for images whose own does not
 *     pass signals on
 * @param grace how long it may take to stop before it is killed
 */
public record Confinement(
    boolean readOnly,
    List<String> writable,
    SortedSet<String> capabilities,
    Optional<Integer> memory,
    Optional<Integer> sharedMemory,
    boolean init,
    Duration grace) {

  /** The engine's own default. */
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

  /** What images that start as root need to hand their files and themselves to another user. */
  static final List<String> CHANGES_USER =
      List.of("CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID");

  /** No capability, and else as the image has it. */
  public static final Confinement DEFAULT =
      new Confinement(
          false,
          List.of(),
          Collections.emptySortedSet(),
          Optional.empty(),
          Optional.empty(),
          false,
          DEFAULT_GRACE);

  public Confinement {
    writable = List.copyOf(writable);
    capabilities = Collections.unmodifiableSortedSet(new TreeSet<>(capabilities));
    requireNonNull(memory, "memory");
    requireNonNull(sharedMemory, "sharedMemory");
    requireNonNull(grace, "grace");
  }

  Confinement onlyReading(List<String> exceptFor) {
    return new Confinement(true, exceptFor, capabilities, memory, sharedMemory, init, grace);
  }

  Confinement keeping(List<String> more) {
    SortedSet<String> kept = new TreeSet<>(capabilities);
    kept.addAll(more);
    return new Confinement(readOnly, writable, kept, memory, sharedMemory, init, grace);
  }

  Confinement within(int mebibytes) {
    return new Confinement(
        readOnly, writable, capabilities, Optional.of(mebibytes), sharedMemory, init, grace);
  }

  Confinement sharing(int mebibytes) {
    return new Confinement(
        readOnly, writable, capabilities, memory, Optional.of(mebibytes), init, grace);
  }

  Confinement underInit() {
    return new Confinement(readOnly, writable, capabilities, memory, sharedMemory, true, grace);
  }

  Confinement stoppingWithin(Duration time) {
    return new Confinement(readOnly, writable, capabilities, memory, sharedMemory, init, time);
  }
}
