// Socket-proxy stands between a container and the engine's socket, and lets through one job only: reading the routes of
// one stack or the names of its containers, or running commands in one container. Whatever is not allowed by name is refused.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

const (
	usage = `usage:
  socket-proxy routes LABEL=VALUE   let others list and look at the containers that carry the label, without their secrets
  socket-proxy names LABEL=VALUE    let others list them by name and image, and nothing else
  socket-proxy exec CONTAINER       let others run commands in that container, without more power than it has
  socket-proxy health               succeed when the proxy here answers and the engine behind it does
`
	address = ":2375"
	// socket is where the engine's own is mounted.
	socket = "/var/run/docker.sock"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	switch {
	case len(args) == 1 && args[0] == "health":
		return health(ctx)
	case len(args) == 2 && (args[0] == "routes" || args[0] == "names"):
		label, value, found := strings.Cut(args[1], "=")
		if !found || label == "" || value == "" {
			return fmt.Errorf("%q is not LABEL=VALUE", args[1])
		}
		known := labelled{newEngine(socket), label, value}
		if args[0] == "names" {
			return serve(ctx, names{known})
		}
		return serve(ctx, routes{known})
	case len(args) == 2 && args[0] == "exec" && isName(args[1]):
		return serve(ctx, newExec(newEngine(socket), args[1]))
	}
	return errors.New(usage)
}

func serve(ctx context.Context, handler http.Handler) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           logged(handler),
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	// Followers of events would wait for ever.
	return server.Close()
}

// logged tells of what was refused: method and path, never a body.
func logged(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := &status{ResponseWriter: w}
		handler.ServeHTTP(seen, r)
		if seen.code == http.StatusForbidden {
			log.Printf("refused: %s %q from %s", r.Method, r.URL.Path, r.RemoteAddr)
		}
	})
}

type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) {
	s.code = code
	s.ResponseWriter.WriteHeader(code)
}

// Unwrap lets a response be flushed and a connection be taken over.
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func health(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1"+address+"/_ping", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the engine answered %s", response.Status)
	}
	return nil
}
