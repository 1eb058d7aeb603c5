package app.versatilehub.verification.traffic;

import java.util.List;

/** Measures containers. */
public interface Meter extends AutoCloseable {

  /**
   * What has passed since the last reading, by the containers' names. The first waits a few seconds
   * at most, until there are two samples of each container.
   *
   * @throws RuntimeException if the engine does not answer
   */
  List<ContainerTraffic> read();

  @Override
  void close();
}
