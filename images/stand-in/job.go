package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// jobTime is how long a job's peers may take altogether; they were healthy before it started.
const jobTime = 10 * time.Second

// job stands in for a task that runs once, such as a migration: it connects to every peer and ends, well if all answered.
func job(ctx context.Context, c config, out io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, jobTime)
	defer cancel()
	var errs []error
	for _, name := range c.peerNames() {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", c.peers[name].Host)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
			continue
		}
		conn.Close()
		fmt.Fprintf(out, "%s reached %s\n", c.name, name)
	}
	return errors.Join(errs...)
}
