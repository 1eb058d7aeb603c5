package app.versatilehub.pictures;

import app.versatilehub.topology.Protocol;
import app.versatilehub.topology.ServiceKind;

/** Conversations as a flow chart. */
final class MermaidFlow {

  private MermaidFlow() {}

  static String draw(Conversations conversations) {
    StringBuilder text = new StringBuilder("flowchart LR\n  client([Client]):::internet\n");
    if (conversations.edges().isEmpty()) {
      text.append("  nothing[%s]\n".formatted(conversations.nothing()));
    }
    conversations
        .services()
        .forEach(
            service ->
                text.append("  ")
                    .append(
                        MermaidText.node(
                            service,
                            service.kind() == ServiceKind.GATEWAY
                                ? "TLS ends here"
                                : NodeShape.ports(service)))
                    .append('\n'));
    for (Conversations.Edge edge : conversations.edges()) {
      text.append(
          "  %s %s|%s| %s\n"
              .formatted(
                  edge.source().map(MermaidText::id).orElse("client"),
                  edge.both() ? "<-->" : "-->",
                  edge.source().isEmpty()
                      ? publicWord(edge.protocol())
                      : conversations
                          .network(edge)
                          .map(network -> MermaidText.escape(network.value()))
                          .orElse(edge.protocol().scheme()),
                  MermaidText.id(edge.destination())));
    }
    return MermaidText.finish(text);
  }

  private static String publicWord(Protocol protocol) {
    return protocol == Protocol.WEBSOCKET ? "WSS 443" : "HTTPS 443";
  }
}
