package main

import (
	"errors"
	"net"
	"os"
	"slices"
	"syscall"
)

// outcome is what an attempt showed.
type outcome string

const (
	open        outcome = "open"
	refused     outcome = "refused"
	dropped     outcome = "dropped"
	unreachable outcome = "unreachable"
	failed      outcome = "failed"
)

// Calls that make a socket ready; all others speak of the network.
var preparing = []string{"socket", "setsockopt", "bind", "getsockopt", "fcntl"}

// judge tells what the error of a connection, or of a datagram, says about the other side.
func judge(err error) (outcome, string) {
	if err == nil {
		return open, ""
	}
	var number syscall.Errno
	if !errors.As(err, &number) {
		var timed net.Error
		if errors.As(err, &timed) && timed.Timeout() {
			return dropped, ""
		}
		return failed, err.Error()
	}
	return judgeNumber(err, number), number.Error()
}

func judgeNumber(err error, number syscall.Errno) outcome {
	if number == syscall.EAFNOSUPPORT {
		return unreachable // a kernel without IPv6
	}
	var call *os.SyscallError
	if errors.As(err, &call) && slices.Contains(preparing, call.Syscall) {
		return failed
	}
	switch number {
	case syscall.ECONNRESET, syscall.EPIPE:
		// A reset before the handshake is ECONNREFUSED: this one came after it.
		return open
	case syscall.ECONNREFUSED:
		return refused
	case syscall.ETIMEDOUT:
		return dropped
	case syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.EACCES, syscall.EPERM, syscall.ENOPROTOOPT,
		syscall.EHOSTDOWN, syscall.ENONET, syscall.ENETDOWN, syscall.EOPNOTSUPP, syscall.EPROTO,
		syscall.EINVAL: // the kernel's answer for a blackhole route
		return unreachable
	default:
		return failed
	}
}
