package app.versatilehub.cli;

import static java.util.stream.Collectors.joining;

import app.versatilehub.topology.isolation.ReachDiff;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** How a {@link ReachDiff} is written. */
enum DiffFormat {
  /** A line for what opens or closes; only numbers for what remains behind a compromise. */
  TABLE {
    @Override
    String render(String from, String to, ReachDiff diff, Ansi ansi) {
      return ansi.string(
          "@|bold From %s to %s:|@\n".formatted(Prose.plain(from), Prose.plain(to))
              + lines("bold,red", "opens ", diff.opened())
              + lines("bold,green", "closes", diff.closed())
              + "%s, %s; of the others, %s fewer compromises than before, %s more.\n"
                  .formatted(
                      Prose.count(diff.opened().size(), "pair opens", "pairs open"),
                      Prose.count(diff.closed().size(), "closes", "close"),
                      Prose.count(diff.nearer().size(), "needs", "need"),
                      Prose.count(diff.farther().size(), "needs", "need")));
    }
  },

  /** Everything, as {@code docs/check.md} describes. */
  JSON {
    @Override
    String render(String from, String to, ReachDiff diff, Ansi ansi) {
      ObjectNode root = Json.object().put("before", from).put("after", to);
      changes(root.putArray("opened"), diff.opened());
      changes(root.putArray("closed"), diff.closed());
      shifts(root.putArray("nearer"), diff.nearer());
      shifts(root.putArray("farther"), diff.farther());
      return Json.text(root);
    }
  };

  abstract String render(String from, String to, ReachDiff diff, Ansi ansi);

  private static String lines(String style, String verb, List<ReachDiff.Change> changes) {
    return changes.stream()
        .map(change -> "@|%s %s|@ %s\n".formatted(style, verb, Prose.plain(change.toString())))
        .collect(joining());
  }

  private static void changes(ArrayNode to, List<ReachDiff.Change> changes) {
    for (ReachDiff.Change change : changes) {
      ObjectNode one =
          to.addObject()
              .put("source", change.source().toString())
              .put("destination", change.destination().toString())
              .put("by", change.by());
      change.path().steps().forEach(one.putArray("path")::add);
      Json.put(one, "compromises", change.compromises());
    }
  }

  private static void shifts(ArrayNode to, List<ReachDiff.Shift> shifts) {
    for (ReachDiff.Shift shift : shifts) {
      ObjectNode one =
          to.addObject()
              .put("source", shift.source().toString())
              .put("destination", shift.destination().toString());
      Json.put(one, "before", shift.before());
      Json.put(one, "after", shift.after());
    }
  }
}
