package app.versatilehub.firewall;

import app.versatilehub.configuration.SettingsReader;
import app.versatilehub.configuration.VersatileHub;
import app.versatilehub.topology.Port;
import app.versatilehub.topology.StackId;
import app.versatilehub.topology.Topology;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The hub with settings of a test. */
public final class Hub {

  private Hub() {}

  /** Its topology, with settings as Pulumi hands them over. */
  public static Topology with(String... settings) {
    Map<String, String> all =
        Arrays.stream(settings)
            .map(setting -> setting.split("=", 2))
            .collect(Collectors.toMap(words -> "versatile-hub:" + words[0], words -> words[1]));
    return VersatileHub.topology(
        SettingsReader.read(StackId.of("versatile-hub", "test"), all).environment());
  }

  public static SortedSet<Port> ports(int... numbers) {
    return Arrays.stream(numbers).mapToObj(Port::of).collect(Collectors.toCollection(TreeSet::new));
  }
}
