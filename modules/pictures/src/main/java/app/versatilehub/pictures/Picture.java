package app.versatilehub.pictures;

import app.versatilehub.topology.Protocol;
import app.versatilehub.topology.Topology;

/** What can be drawn of a topology. */
public enum Picture {
  /** The modules and how they hang together. */
  OVERVIEW("Overview") {
    @Override
    public String mermaid(Topology topology) {
      return MermaidMap.draw(NetworkPlan.of(topology), false);
    }

    @Override
    public String svg(Topology topology) {
      return MapDrawing.draw(NetworkPlan.of(topology), false);
    }
  },

  /** What becomes of a request by HTTP. */
  HTTP("What becomes of a request") {
    @Override
    public String mermaid(Topology topology) {
      return MermaidFlow.draw(Conversations.of(topology, Protocol.HTTP));
    }

    @Override
    public String svg(Topology topology) {
      return FlowDrawing.draw(Conversations.of(topology, Protocol.HTTP));
    }
  },

  /** What becomes of a connection by WebSocket. */
  WEBSOCKET("What becomes of a WebSocket") {
    @Override
    public String mermaid(Topology topology) {
      return MermaidFlow.draw(Conversations.of(topology, Protocol.WEBSOCKET));
    }

    @Override
    public String svg(Topology topology) {
      return FlowDrawing.draw(Conversations.of(topology, Protocol.WEBSOCKET));
    }
  },

  /** Every network and service, and so who reaches whom. */
  MAP("Networks and services") {
    @Override
    public String mermaid(Topology topology) {
      return MermaidMap.draw(NetworkPlan.of(topology), true);
    }

    @Override
    public String svg(Topology topology) {
      return MapDrawing.draw(NetworkPlan.of(topology), true);
    }
  };

  private final String title;

  Picture(String title) {
    this.title = title;
  }

  /** What it shows, for headings. */
  public String title() {
    return title;
  }

  /** A flow chart in the language of Mermaid. */
  public abstract String mermaid(Topology topology);

  /** A picture that stands for itself, light or dark as its reader prefers. */
  public abstract String svg(Topology topology);
}
