package main

import (
	"context"
	"errors"
	"net"
	"sync"
	"syscall"
	"time"
)

const (
	listening outcome = "listening"
	taken     outcome = "taken"
	released  outcome = "released"
)

type listenRequest struct {
	header
	Addresses []string `json:"addresses"`
}

type releaseRequest struct {
	header
}

type listenResult struct {
	Address string  `json:"address"`
	Outcome outcome `json:"outcome"`
	Bound   string  `json:"bound,omitempty"`
	Error   string  `json:"error,omitempty"`
}

func (r *listenRequest) check() error { return checkCount("addresses", len(r.Addresses)) }

func (r *listenRequest) perform(space *space) any {
	results := make([]listenResult, 0, len(r.Addresses))
	for _, address := range r.Addresses {
		results = append(results, space.listeners.listen(address))
	}
	return results
}

func (r *releaseRequest) check() error { return nil }

func (r *releaseRequest) perform(space *space) any { return space.listeners.release() }

// listeners that accept and hang up. At most half of the files: the rest are for connecting.
type listeners struct {
	limit int
	mutex sync.Mutex
	open  []net.Listener
}

func (l *listeners) listen(text string) listenResult {
	endpoint, err := parseEndpoint(text)
	if err != nil {
		return listenResult{Address: text, Outcome: failed, Error: err.Error()}
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if len(l.open) >= l.limit {
		return listenResult{Address: text, Outcome: failed, Error: syscall.EMFILE.Error()}
	}
	// Multipath TCP would be another kind of socket. Go itself makes a tcp6 listener one of IPv6 only.
	var config net.ListenConfig
	config.SetMultipathTCP(false)
	listener, err := config.Listen(context.Background(), family("tcp", endpoint.Addr()), endpoint.String())
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return listenResult{Address: text, Outcome: taken, Error: syscall.EADDRINUSE.Error()}
	case err != nil:
		_, why := judge(err)
		return listenResult{Address: text, Outcome: failed, Error: why}
	}
	l.open = append(l.open, listener)
	go hangUp(listener)
	result := listenResult{Address: text, Outcome: listening}
	if endpoint.Port() == 0 {
		result.Bound = listener.Addr().String()
	}
	return result
}

// release closes all; each port is free again when it returns.
func (l *listeners) release() []listenResult {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	results := make([]listenResult, 0, len(l.open))
	for _, listener := range l.open {
		_ = listener.Close()
		results = append(results, listenResult{Address: listener.Addr().String(), Outcome: released})
	}
	l.open = nil
	return results
}

// hangUp ends with the listener.
func hangUp(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		switch {
		case err == nil:
			_ = connection.Close()
		case errors.Is(err, net.ErrClosed):
			return
		default:
			// Out of files, or the caller is gone already.
			time.Sleep(10 * time.Millisecond)
		}
	}
}

func fileLimit() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 256
	}
	return int(min(limit.Cur, 1<<20))
}
