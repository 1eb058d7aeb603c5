// Stand-in is one small server that takes the place of Chatwoot, Frappe, the agent, the bridge and n8n where their
// images cannot be had: it listens where they listen, calls whom they call, and tells who answered.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

const usage = `usage:
  stand-in                              serve, as told by STAND_IN_NAME, STAND_IN_PORTS and STAND_IN_PEERS
  stand-in job                          reach every peer of STAND_IN_PEERS once, and end
  stand-in health                       succeed when all ports of STAND_IN_PORTS answer
  stand-in probe TIMEOUT_MS TARGET...   try each tcp:host:port or dns:name, one line of JSON for each
  stand-in listen PORT...               accept TCP connections until stopped
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		c, err := readConfig(os.Getenv)
		if err != nil {
			return err
		}
		return serve(ctx, c)
	}
	switch args[0] {
	case "health":
		c, err := readConfig(os.Getenv)
		if err != nil {
			return err
		}
		return health(ctx, c.ports)
	case "job":
		c, err := readConfig(os.Getenv)
		if err != nil {
			return err
		}
		return job(ctx, c, os.Stdout)
	case "probe":
		return probe(ctx, args[1:], os.Stdout)
	case "listen":
		return listen(ctx, args[1:])
	}
	return fmt.Errorf("%q is not a command\n%s", args[0], usage)
}
