package main

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// config is everything the stand-in is told by its environment.
type config struct {
	name  string
	ports []int
	// peers are the declared flows. Nothing that is not in here is ever called.
	peers map[string]*url.URL
}

// readConfig collects every problem before it reports, so that one start shows all that must be put right.
func readConfig(getenv func(string) string) (config, error) {
	var problems []string
	problem := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }

	c := config{name: getenv("STAND_IN_NAME"), peers: map[string]*url.URL{}}
	if c.name == "" {
		problem("STAND_IN_NAME is empty: give the name of the service that is stood in for")
	}
	for _, text := range list(getenv("STAND_IN_PORTS")) {
		port, err := parsePort(text)
		switch {
		case err != nil:
			problem("STAND_IN_PORTS: %v", err)
		case slices.Contains(c.ports, port):
			problem("STAND_IN_PORTS: %d is named twice", port)
		default:
			c.ports = append(c.ports, port)
		}
	}
	for _, text := range list(getenv("STAND_IN_PEERS")) {
		name, address, _ := strings.Cut(text, "=")
		peer, err := parsePeer(address)
		switch {
		case name == "" || err != nil:
			problem("STAND_IN_PEERS: %q is not name=http://host:port, name=ws://host:port or name=tcp://host:port", text)
		case c.peers[name] != nil:
			problem("STAND_IN_PEERS: %q is named twice", name)
		default:
			c.peers[name] = peer
		}
	}
	if len(problems) > 0 {
		return config{}, fmt.Errorf("%s", strings.Join(problems, "\n"))
	}
	return c, nil
}

func (c config) peerNames() []string {
	return slices.Sorted(maps.Keys(c.peers))
}

// list splits on commas and ignores blanks, so that an empty variable is an empty list.
func list(text string) []string {
	var items []string
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

func parsePort(text string) (int, error) {
	port, err := strconv.Atoi(text)
	if err != nil || port < 1 || port > 65535 {
		return 0, fmt.Errorf("%q is not a port (1 to 65535)", text)
	}
	return port, nil
}

// parsePeer wants the port spelled out: a flow is a host and a port, and a default would hide half of it.
func parsePeer(text string) (*url.URL, error) {
	peer, err := url.Parse(text)
	if err != nil {
		return nil, err
	}
	if !slices.Contains([]string{"http", "ws", "tcp"}, peer.Scheme) {
		return nil, fmt.Errorf("scheme %q is not http, ws or tcp", peer.Scheme)
	}
	if peer.Hostname() == "" || peer.String() != peer.Scheme+"://"+peer.Host {
		return nil, fmt.Errorf("%q is not scheme://host:port", text)
	}
	if _, err := parsePort(peer.Port()); err != nil {
		return nil, err
	}
	return peer, nil
}
