package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
)

const (
	// drainTime is how long requests under way may take to finish after SIGTERM.
	drainTime  = 1500 * time.Millisecond
	maxMessage = 64 << 10
)

type server struct {
	config
	hostname string
	// stopping ends when the process is told to stop. Upgraded connections are out of http.Server's hands and watch it.
	stopping context.Context
	upgraded sync.WaitGroup
}

func serve(ctx context.Context, c config) error {
	hostname, err := os.Hostname()
	if err != nil {
		return err
	}
	s := &server{config: c, hostname: hostname, stopping: ctx}

	// Every port is bound before any is served: a healthy port must mean that all of them could be had.
	var listeners []net.Listener
	for _, port := range c.ports {
		l, err := net.Listen("tcp", net.JoinHostPort("", strconv.Itoa(port)))
		if err != nil {
			return err
		}
		listeners = append(listeners, l)
	}
	fmt.Printf("%s stands in on ports %v and may call %v\n", c.name, c.ports, c.peerNames())
	return s.serveOn(listeners)
}

func (s *server) serveOn(listeners []net.Listener) error {
	h := &http.Server{Handler: s, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute}
	failed := make(chan error, len(listeners))
	for _, l := range listeners {
		go func() { failed <- h.Serve(l) }()
	}
	select {
	case err := <-failed:
		return err
	case <-s.stopping.Done():
	}

	drain, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	if err := h.Shutdown(drain); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	closed := make(chan struct{})
	go func() { s.upgraded.Wait(); close(closed) }()
	select {
	case <-closed:
	case <-drain.Done():
	}
	return nil
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.EscapedPath(); {
	case strings.EqualFold(r.Header.Get("Upgrade"), "websocket"):
		s.upgrade(w, r)
	case r.Method == http.MethodGet && strings.HasPrefix(path, "/call/"):
		name, rest, _ := strings.Cut(strings.TrimPrefix(path, "/call/"), "/")
		s.call(w, r, name, "/"+rest)
	case r.Method == http.MethodPost && path == "/message":
		var m message
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxMessage)).Decode(&m); err != nil {
			answer(w, http.StatusBadRequest, map[string]any{"service": s.name, "error": "not a message: " + err.Error()})
			return
		}
		status, reply := s.pass(r.Context(), m)
		answer(w, status, reply)
	default:
		// Whoever takes an upload reads it; an answer before that would cut the sender off.
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return
		}
		answer(w, http.StatusOK, s.identity(r))
	}
}

// identity tells who answered and how the request looked on arrival. It names the headers it shows, and shows no query,
// because what it leaves out (Authorization, Cookie, tokens) must not come back to a log or a page.
func (s *server) identity(r *http.Request) map[string]any {
	forwarded := map[string]string{}
	for _, h := range []string{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "X-Real-Ip"} {
		if v := r.Header.Get(h); v != "" {
			forwarded[h] = v
		}
	}
	local := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return map[string]any{
		"service": s.name, "hostname": s.hostname, "port": local.Port,
		"method": r.Method, "path": r.URL.Path, "host": r.Host,
		"forwarded": forwarded, "remote": r.RemoteAddr,
	}
}

// upgrade serves one WebSocket: a message with a route is passed on, any other text comes back as an echo.
func (s *server) upgrade(w http.ResponseWriter, r *http.Request) {
	// Counted before the connection leaves http.Server, or Shutdown could return in between and nobody would wait for it.
	s.upgraded.Add(1)
	defer s.upgraded.Done()
	// Any origin may connect: there is no session here that a foreign page could ride on.
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return // Accept has answered
	}
	defer conn.CloseNow()
	conn.SetReadLimit(maxMessage)
	unwatch := context.AfterFunc(s.stopping, func() { conn.Close(websocket.StatusGoingAway, "stopping") })
	defer unwatch()

	ctx := context.Background()
	for {
		kind, data, err := conn.Read(ctx)
		if err != nil {
			return
		}
		if kind != websocket.MessageText {
			conn.Close(websocket.StatusUnsupportedData, "text only")
			return
		}
		var m message
		var reply any = map[string]any{"service": s.name, "path": r.URL.Path, "echo": string(data)}
		if json.Unmarshal(data, &m) == nil && m.Route != nil {
			_, reply = s.pass(ctx, m)
		}
		if err := conn.Write(ctx, websocket.MessageText, encode(reply)); err != nil {
			return
		}
	}
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(append(encode(body), '\n'))
}

func encode(body any) []byte {
	data, err := json.Marshal(body)
	if err != nil {
		panic(err) // only maps, strings and numbers made here
	}
	return data
}

// health asks every port at once over the loopback interface. A worker has no port: that this command could be run in
// its container is the proof that it is alive.
func health(ctx context.Context, ports []int) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	results := make(chan error, len(ports))
	for _, port := range ports {
		go func() {
			status, _, err := exchange(ctx, http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d/", port), nil)
			if err == nil && status != http.StatusOK {
				err = fmt.Errorf("port %d answered %d", port, status)
			}
			results <- err
		}()
	}
	var errs []error
	for range ports {
		errs = append(errs, <-results)
	}
	return errors.Join(errs...)
}
