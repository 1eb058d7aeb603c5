package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"testing"
	"time"
)

func TestProbeJudgesEveryTargetInOrder(t *testing.T) {
	open, closed := listener(t), listener(t)
	closed.Close()
	var out bytes.Buffer
	err := probe(t.Context(), []string{"2000",
		"tcp:" + open.Addr().String(), "tcp:" + closed.Addr().String(), "dns:localhost", "dns:no..body", "tcp:nobody.onion:80",
	}, &out)
	if err != nil {
		t.Fatal(err)
	}
	var outcomes []string
	for lines := json.NewDecoder(&out); lines.More(); {
		var v verdict
		if err := lines.Decode(&v); err != nil {
			t.Fatal(err)
		}
		outcomes = append(outcomes, v.Outcome)
	}
	equal(t, outcomes, []string{"open", "refused", "open", "unresolved", "unresolved"})
}

func TestProbeTakesNoLongerThanItsTimeout(t *testing.T) {
	began := time.Now()
	var out bytes.Buffer
	// 192.0.2.0/24 is kept for documentation: depending on the network, the packets are dropped or have no route.
	if err := probe(t.Context(), []string{"200", "tcp:192.0.2.1:9", "tcp:192.0.2.2:9"}, &out); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("took %v", took)
	}
}

func TestProbeRejectsWhatItCannotRead(t *testing.T) {
	for _, args := range [][]string{
		{}, {"100"}, {"0", "dns:a"}, {"x", "dns:a"}, {"100", "a:1"}, {"100", "tcp:a"}, {"100", "tcp::1"}, {"100", "tcp:a:x"}, {"100", "dns:"},
	} {
		if err := probe(t.Context(), args, &bytes.Buffer{}); err == nil {
			t.Errorf("accepted %q", args)
		}
	}
}

func TestAFailedProbeIsNotReadAsClosed(t *testing.T) {
	for want, err := range map[string]error{
		"open":        nil,
		"refused":     syscallError(syscall.ECONNREFUSED),
		"unreachable": syscallError(syscall.ENETUNREACH),
		"dropped":     &net.OpError{Op: "dial", Err: context.DeadlineExceeded},
		"unknown":     syscallError(syscall.EMFILE),
	} {
		equal(t, judge(err), want)
	}
	equal(t, judge(syscallError(syscall.EHOSTUNREACH)), "unreachable")
	equal(t, judge(fmt.Errorf("wrapped: %w", os.ErrDeadlineExceeded)), "dropped")
	equal(t, judge(errors.New("anything else")), "unknown")
}

func TestAnOpenAddressOutweighsAClosedOne(t *testing.T) {
	open := listener(t)
	p := fmt.Sprint(open.Addr().(*net.TCPAddr).Port)
	outcome, _ := connect(t.Context(), []string{"127.0.0.2", "127.0.0.1"}, p)
	equal(t, outcome, "open")
}

func TestListenAcceptsUntilStopped(t *testing.T) {
	free := listener(t)
	p := fmt.Sprint(free.Addr().(*net.TCPAddr).Port)
	free.Close()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- listen(ctx, []string{p}) }()
	deadline := time.Now().Add(2 * time.Second)
	for {
		outcome, _ := connect(t.Context(), []string{"127.0.0.1"}, p)
		if outcome == "open" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("never open")
		}
		time.Sleep(5 * time.Millisecond)
	}
	stop()
	equal(t, <-done, nil)
}

func syscallError(errno syscall.Errno) error {
	return &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", errno)}
}
