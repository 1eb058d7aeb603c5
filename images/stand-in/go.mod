module versatile-hub.internal/stand-in

go 1.25.0

require github.com/coder/websocket v1.8.15
