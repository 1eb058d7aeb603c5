package app.versatilehub.verification.doctor;

import app.versatilehub.verification.engine.ContainerState;
import java.util.List;

/** Tells what a container wrote last. */
@FunctionalInterface
public interface LastLines {

  /** The last lines of {@code container}, fit to be shown: {@link Mask masked}; maybe none. */
  List<String> of(ContainerState container);
}
