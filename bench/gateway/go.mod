module versatile-hub.internal/load

go 1.25
