module versatile-hub.internal/socket-proxy

go 1.25.0
