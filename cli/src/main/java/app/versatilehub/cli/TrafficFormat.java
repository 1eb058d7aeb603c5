package app.versatilehub.cli;

import app.versatilehub.verification.traffic.ContainerTraffic;
import app.versatilehub.verification.traffic.ContainerTraffic.Link;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** How one reading is written. */
enum TrafficFormat {
  /** Aligned columns, a row for each network of a container. */
  TABLE {
    @Override
    String render(Instant time, List<ContainerTraffic> traffic) {
      if (traffic.isEmpty()) {
        return "Nothing runs.\n";
      }
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("Container", "Network", "In/s", "Out/s", "In", "Out", "CPU", "Memory"));
      traffic.forEach(container -> rows.addAll(rows(container)));
      boolean unknown =
          traffic.stream()
              .flatMap(container -> container.links().stream())
              .anyMatch(link -> link.network().isEmpty());
      return TextTable.of(rows) + (unknown ? UNKNOWN : "");
    }
  },

  /** For programs: an object in each line. */
  JSON {
    @Override
    String render(Instant time, List<ContainerTraffic> traffic) {
      ObjectNode root = Json.object().put("time", time.toString());
      ArrayNode containers = root.putArray("containers");
      for (ContainerTraffic container : traffic) {
        ObjectNode one =
            containers
                .addObject()
                .put("container", container.container())
                .put("cpuPercent", container.cpu())
                .put("memoryBytes", container.memory());
        ArrayNode links = one.putArray("interfaces");
        for (Link link : container.links()) {
          links
              .addObject()
              .put("interface", link.interfaceName())
              .put("network", link.network().orElse(null))
              .put("receivedBytesPerSecond", link.receivedPerSecond())
              .put("sentBytesPerSecond", link.sentPerSecond())
              .put("receivedBytes", link.received())
              .put("sentBytes", link.sent());
        }
      }
      return root + "\n";
    }
  };

  private static final String UNKNOWN =
      """

      An interface stands in place of its network where a container has several: the engine does not
      say which is on which. On the engine's own host, as root, it is found out.
      """;

  private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB");

  abstract String render(Instant time, List<ContainerTraffic> traffic);

  private static List<List<String>> rows(ContainerTraffic container) {
    String cpu = String.format(Locale.ROOT, "%.1f %%", container.cpu());
    String memory = bytes(container.memory());
    if (container.links().isEmpty()) {
      return List.of(List.of(container.container(), "(the host's)", "", "", "", "", cpu, memory));
    }
    return IntStream.range(0, container.links().size())
        .mapToObj(
            index -> {
              Link link = container.links().get(index);
              return List.of(
                  index == 0 ? container.container() : "",
                  Prose.plain(link.network().orElse(link.interfaceName())),
                  bytes(Math.round(link.receivedPerSecond())),
                  bytes(Math.round(link.sentPerSecond())),
                  bytes(link.received()),
                  bytes(link.sent()),
                  index == 0 ? cpu : "",
                  index == 0 ? memory : "");
            })
        .toList();
  }

  /** With three digits, in powers of 1000. */
  static String bytes(long number) {
    int unit = 0;
    double rest = (double) number;
    while (rest >= 999.5 && unit < UNITS.size() - 1) {
      rest /= 1000;
      unit++;
    }
    String digits =
        unit == 0 || rest >= 99.95
            ? String.format(Locale.ROOT, "%.0f", rest)
            : String.format(Locale.ROOT, "%.1f", rest);
    return digits + " " + UNITS.get(unit);
  }
}
