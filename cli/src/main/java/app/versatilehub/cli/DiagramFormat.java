package app.versatilehub.cli;

import app.versatilehub.pictures.Picture;
import app.versatilehub.topology.Topology;

/** How a picture is written; the names are those of the option, in lower case. */
enum DiagramFormat {
  /** Text that pages of GitHub and many others show as a picture. */
  MERMAID {
    @Override
    String render(Picture picture, Topology topology) {
      return picture.mermaid(topology);
    }
  },

  /** A picture for browsers and printers. */
  SVG {
    @Override
    String render(Picture picture, Topology topology) {
      return picture.svg(topology);
    }
  };

  abstract String render(Picture picture, Topology topology);
}
