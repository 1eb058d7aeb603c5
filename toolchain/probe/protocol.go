package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"time"
)

const (
	version        = 1
	lineLimit      = 1 << 20
	targetLimit    = 10_000
	timeoutLimitMs = 10_000
	// So that a caller that never waits for answers cannot fill the memory.
	requestLimit = 64
)

type greeting struct {
	Probe      int         `json:"probe"`
	Interfaces []addresses `json:"interfaces"`
}

type addresses struct {
	Name      string   `json:"name"`
	Addresses []string `json:"addresses"`
}

// header is what every request has.
type header struct {
	ID id     `json:"id"`
	Do string `json:"do"`
}

// id is a whole number as the caller writes it, or nil where a line has none.
type id = json.RawMessage

type answer struct {
	ID      id     `json:"id"`
	Results any    `json:"results,omitempty"`
	Error   string `json:"error,omitempty"`
}

// request is one of listenRequest, releaseRequest, connectRequest, routeRequest and resolveRequest.
type request interface {
	// check says what is wrong with the request as a whole; a single bad address is told in its own result.
	check() error
	perform(*space) any
}

// space is what the requests share: the listeners that stay, and how many sockets may be open at once.
type space struct {
	listeners listeners
	sockets   chan struct{}
}

// newSpace shares out the files that may be open: half are for listeners.
func newSpace() *space {
	files := fileLimit()
	return &space{listeners: listeners{limit: files / 2}, sockets: make(chan struct{}, max(1, min(512, files/2-32)))}
}

// serve greets, then answers every line of the input, concurrently.
func serve(in io.Reader, out io.Writer) error {
	interfaces, err := readInterfaces()
	if err != nil {
		return fmt.Errorf("reading the interfaces: %w", err)
	}
	lines := writer{out: json.NewEncoder(out)}
	lines.write(greeting{version, interfaces})

	space := newSpace()
	defer space.listeners.release()
	running := make(chan struct{}, requestLimit)
	scanner := bufio.NewScanner(in)
	// The line's end counts as part of it.
	scanner.Buffer(make([]byte, 0, 64<<10), lineLimit+2)
	for scanner.Scan() {
		header, request, err := parse(scanner.Bytes())
		if err != nil {
			lines.write(answer{ID: header.ID, Error: err.Error()})
			continue
		}
		select {
		case running <- struct{}{}:
			go func() {
				lines.write(answer{ID: header.ID, Results: request.perform(space)})
				<-running
			}()
		default:
			lines.write(answer{ID: header.ID, Error: fmt.Sprintf("more than %d requests at once", requestLimit)})
		}
	}
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("a line is longer than %d bytes", lineLimit)
	}
	return scanner.Err()
}

// parse reads one line. The header is as complete as the line allows, also when there is an error.
func parse(line []byte) (header, request, error) {
	var head header
	malformed := json.Unmarshal(line, &head)
	if _, err := strconv.ParseInt(string(head.ID), 10, 64); err != nil {
		head.ID = nil
	}
	if malformed != nil {
		return head, nil, malformed
	}
	if head.ID == nil {
		return head, nil, errors.New("id: not a whole number")
	}
	var request request
	switch head.Do {
	case "listen":
		request = &listenRequest{}
	case "release":
		request = &releaseRequest{}
	case "connect":
		request = &connectRequest{}
	case "route":
		request = &routeRequest{}
	case "resolve":
		request = &resolveRequest{}
	default:
		return head, nil, fmt.Errorf("do: %q is not listen, release, connect, route or resolve", head.Do)
	}
	// A misspelt field would otherwise silently not count.
	strict := json.NewDecoder(bytes.NewReader(line))
	strict.DisallowUnknownFields()
	if err := strict.Decode(request); err != nil {
		return head, nil, err
	}
	return head, request, request.check()
}

func checkCount(what string, count int) error {
	if count < 1 || count > targetLimit {
		return fmt.Errorf("%s: %d are given, 1 to %d can be", what, count, targetLimit)
	}
	return nil
}

func checkTimeout(ms int) error {
	if ms < 1 || ms > timeoutLimitMs {
		return fmt.Errorf("timeoutMs: %d is not from 1 to %d", ms, timeoutLimitMs)
	}
	return nil
}

func milliseconds(ms int) time.Duration { return time.Duration(ms) * time.Millisecond }

// atOnce applies f to all, as many at a time as sockets may be open, and keeps the order.
func atOnce[T, R any](space *space, all []T, f func(T) R) []R {
	results := make([]R, len(all))
	var group sync.WaitGroup
	for i, one := range all {
		space.sockets <- struct{}{}
		group.Go(func() {
			defer func() { <-space.sockets }()
			results[i] = f(one)
		})
	}
	group.Wait()
	return results
}

type writer struct {
	mutex sync.Mutex
	out   *json.Encoder
}

// write fails only when nobody reads any more; then the input ends, too.
func (w *writer) write(line any) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	_ = w.out.Encode(line)
}

func readInterfaces() ([]addresses, error) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	found := make([]addresses, 0, len(interfaces))
	for _, one := range interfaces {
		own, err := one.Addrs()
		if err != nil {
			return nil, err
		}
		texts := make([]string, 0, len(own))
		for _, address := range own {
			texts = append(texts, address.String())
		}
		found = append(found, addresses{one.Name, texts})
	}
	return found, nil
}
