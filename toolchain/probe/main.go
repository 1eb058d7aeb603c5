// The probe runs in the network namespace of a container and tells what can be reached from there.
// README.md describes its protocol.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

const (
	exitEnd      = 0
	exitUsage    = 2
	exitLifetime = 3
)

func main() {
	lifetime := flag.Duration("lifetime", time.Minute, "ends the probe after this time, whatever it is doing")
	flag.Parse()
	if flag.NArg() > 0 || *lifetime <= 0 {
		fmt.Fprintln(os.Stderr, "usage: probe [-lifetime 60s], with requests on standard input")
		os.Exit(exitUsage)
	}
	os.Exit(run(os.Stdin, os.Stdout, os.Stderr, *lifetime))
}

// run answers requests until the input or the lifetime ends, and says with which status the program is to exit. What is
// still under way then is left to end with the process.
func run(in io.Reader, out, complaints io.Writer, lifetime time.Duration) int {
	end := time.After(lifetime)
	served := make(chan error, 1)
	go func() { served <- serve(in, out) }()
	select {
	case err := <-served:
		if err != nil {
			fmt.Fprintln(complaints, "probe:", err)
			return exitUsage
		}
		return exitEnd
	case <-end:
		fmt.Fprintf(complaints, "probe: ended after its lifetime of %v\n", lifetime)
		return exitLifetime
	}
}
