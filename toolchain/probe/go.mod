// What versatile verify runs inside the network namespaces of containers.
module versatile.example/toolchain/probe

go 1.25.11

require (
	github.com/vishvananda/netlink v1.3.1
	golang.org/x/net v0.57.0
	golang.org/x/sys v0.47.0
)

require github.com/vishvananda/netns v0.0.5 // indirect
