package main

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

type connectRequest struct {
	header
	Targets    []string `json:"targets"`
	TimeoutMs  int      `json:"timeoutMs"`
	OnLinkOnly bool     `json:"onLinkOnly"`
}

type connectResult struct {
	Target  string  `json:"target"`
	Outcome outcome `json:"outcome"`
	Error   string  `json:"error,omitempty"`
	Ms      int64   `json:"ms"`
}

func (r *connectRequest) check() error {
	return errors.Join(checkCount("targets", len(r.Targets)), checkTimeout(r.TimeoutMs))
}

func (r *connectRequest) perform(space *space) any {
	return atOnce(space, r.Targets, func(text string) connectResult {
		target, err := parseTarget(text)
		if err != nil {
			return connectResult{Target: text, Outcome: failed, Error: err.Error()}
		}
		began := time.Now()
		outcome, reason := connect(target, milliseconds(r.TimeoutMs), r.OnLinkOnly)
		return connectResult{text, outcome, reason, time.Since(began).Milliseconds()}
	})
}

func connect(target netip.AddrPort, timeout time.Duration, onLinkOnly bool) (outcome, string) {
	if onLinkOnly && outside(target.Addr()) {
		return unreachable, syscall.ENETUNREACH.Error()
	}
	dialer := net.Dialer{Timeout: timeout, KeepAlive: -1, Control: func(network, _ string, socket syscall.RawConn) error {
		var err error
		controlled := socket.Control(func(fd uintptr) { err = prepare(network, int(fd), onLinkOnly) })
		return errors.Join(controlled, err)
	}}
	connection, err := dialer.DialContext(context.Background(), family("tcp", target.Addr()), target.String())
	if err == nil {
		// Closed by a reset: the service has nothing to read, and neither side waits for the other.
		_ = connection.(*net.TCPConn).SetLinger(0)
		_ = connection.Close()
	}
	if errors.Is(err, syscall.EADDRNOTAVAIL) && target.Addr().Is6() {
		// No source address: IPv6 is switched off here. For IPv4 it would mean that the ports have run out.
		return unreachable, syscall.EADDRNOTAVAIL.Error()
	}
	return judge(err)
}

// outside: would a gateway be asked? The kernel heeds SO_DONTROUTE for IPv4 only, so for IPv6 its route is read first.
func outside(address netip.Addr) bool {
	return address.Is6() && route(address, nil).Outcome == gateway
}

func prepare(network string, fd int, onLinkOnly bool) error {
	// An ICMP error that comes back while connect is still being called, as it does between containers of one host, would
	// otherwise wake nobody; the next one comes a second later.
	level, option := unix.IPPROTO_IP, unix.IP_RECVERR
	if network == "tcp6" {
		level, option = unix.IPPROTO_IPV6, unix.IPV6_RECVERR
	}
	err := unix.SetsockoptInt(fd, level, option, 1)
	if onLinkOnly {
		level, option = unix.SOL_SOCKET, unix.SO_DONTROUTE
		if network == "tcp6" {
			// A limit of one hop: should the route change meanwhile, the gateway does not pass the packet on.
			level, option = unix.IPPROTO_IPV6, unix.IPV6_UNICAST_HOPS
		}
		err = errors.Join(err, unix.SetsockoptInt(fd, level, option, 1))
	}
	return os.NewSyscallError("setsockopt", err)
}
