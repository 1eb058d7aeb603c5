package app.versatilehub.pictures;

import app.versatilehub.topology.Service;
import app.versatilehub.topology.ServiceKind;
import java.util.stream.Collectors;

/** A service in a picture: its shape tells its kind. */
final class NodeShape {

  /** The height of a service with a note. */
  static final double HEIGHT = 42;

  static final double NAME_SIZE = 12;
  static final double NOTE_SIZE = 10;
  private static final double PADDING = 10;
  private static final double CAP = 4;

  private NodeShape() {}

  /** The width that a service with these words needs. */
  static double width(String name, String note) {
    return Math.ceil(
        Math.max(Svg.width(name, NAME_SIZE), Svg.width(note, NOTE_SIZE)) + 2 * PADDING);
  }

  /** The ports it listens on, as {@code :80 :443}. */
  static String ports(Service service) {
    return service.ports().stream().map(port -> ":" + port).collect(Collectors.joining(" "));
  }

  /** Draws it; without a note its name alone. */
  static void draw(
      Svg svg, Service service, String note, double x, double y, double width, double height) {
    svg.begin("node " + service.kind().text(), service.name().value(), description(service));
    if (service.kind() == ServiceKind.DATASTORE) {
      double right = x + width;
      double bottom = y + height - CAP;
      svg.path(
          "body",
          Svg.at("M", x, y + CAP, "A", width / 2, CAP, 0, 0, 1, right, y + CAP, "V", bottom)
              + Svg.at(" A", width / 2, CAP, 0, 0, 1, x, bottom, "Z"));
      svg.path("rim", Svg.at("M", x, y + CAP, "A", width / 2, CAP, 0, 0, 0, right, y + CAP));
    } else {
      svg.rectangle("body", x, y, width, height, 6);
    }
    double middle = x + width / 2;
    double shift = service.kind() == ServiceKind.DATASTORE ? 4 : 0;
    if (note.isEmpty()) {
      svg.centred("name", middle, y + height / 2 + 4 + shift, service.name().value());
    } else {
      svg.centred("name", middle, y + height / 2 - 2 + shift, service.name().value());
      svg.centred("note", middle, y + height / 2 + 12 + shift, note);
    }
    svg.end();
  }

  private static String description(Service service) {
    return "%s (%s) %s".formatted(service.name(), service.kind().text(), ports(service)).strip();
  }
}
