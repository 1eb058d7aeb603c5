package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"
)

// verdict is what a probe saw. Outcome is one of
//
//	open         connected (dns: resolved)
//	refused      the other side answered that nobody listens, or a firewall said so in its name
//	dropped      no answer in time
//	unreachable  no route, or nobody has the address
//	unresolved   the name has no address here
//	unknown      the probe itself failed; says nothing about the target
type verdict struct {
	Target    string   `json:"target"`
	Outcome   string   `json:"outcome"`
	Addresses []string `json:"addresses,omitempty"`
	Error     string   `json:"error,omitempty"`
	Ms        int64    `json:"ms"`
}

// weight orders the outcomes of several addresses of one name: what proves that traffic passes comes first, and a failed
// probe is never outvoted by a closed one.
var weight = []string{"open", "unknown", "refused", "dropped", "unreachable"}

type target struct{ text, host, port string }

func parseTarget(text string) (target, error) {
	kind, rest, _ := strings.Cut(text, ":")
	switch kind {
	case "dns":
		if rest != "" {
			return target{text: text, host: rest}, nil
		}
	case "tcp":
		host, port, err := net.SplitHostPort(rest)
		if err == nil && host != "" {
			if _, err := parsePort(port); err != nil {
				return target{}, err
			}
			return target{text: text, host: host, port: port}, nil
		}
	}
	return target{}, fmt.Errorf("%q is not tcp:host:port or dns:name", text)
}

// probe tries all targets at once, so a run takes no longer than its time-out however many are dropped, and prints the
// verdicts in the order of the arguments.
func probe(ctx context.Context, args []string, out io.Writer) error {
	if len(args) < 2 {
		return errors.New(usage)
	}
	ms, err := strconv.Atoi(args[0])
	if err != nil || ms < 1 {
		return fmt.Errorf("%q is not a time-out in milliseconds", args[0])
	}
	var targets []target
	for _, text := range args[1:] {
		t, err := parseTarget(text)
		if err != nil {
			return err
		}
		targets = append(targets, t)
	}

	ctx, cancel := context.WithTimeout(ctx, time.Duration(ms)*time.Millisecond)
	defer cancel()
	verdicts := make([]chan verdict, len(targets))
	for i, t := range targets {
		verdicts[i] = make(chan verdict, 1)
		go func() { verdicts[i] <- t.try(ctx) }()
	}
	lines := json.NewEncoder(out)
	for _, v := range verdicts {
		if err := lines.Encode(<-v); err != nil {
			return err
		}
	}
	return nil
}

func (t target) try(ctx context.Context) verdict {
	start := time.Now()
	v := verdict{Target: t.text}
	addresses, err := net.DefaultResolver.LookupHost(ctx, t.host)
	v.Addresses = addresses
	switch {
	case err != nil:
		v.Outcome, v.Error = "unresolved", err.Error()
	case len(addresses) == 0: // the resolver's answer for names it will not look up, such as *.onion
		v.Outcome = "unresolved"
	case t.port == "":
		v.Outcome = "open"
	default:
		v.Outcome, v.Error = connect(ctx, addresses, t.port)
	}
	v.Ms = time.Since(start).Milliseconds()
	return v
}

// connect tries every address at once and returns the outcome that counts, with its error.
func connect(ctx context.Context, addresses []string, port string) (string, string) {
	errs := make(chan error, len(addresses))
	for _, address := range addresses {
		go func() {
			conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(address, port))
			if err == nil {
				conn.Close()
			}
			errs <- err
		}()
	}
	best, detail := len(weight), ""
	for range addresses {
		err := <-errs
		if i := slices.Index(weight, judge(err)); i < best {
			best, detail = i, ""
			if err != nil {
				detail = err.Error()
			}
		}
	}
	return weight[best], detail
}

func judge(err error) string {
	if err == nil {
		return "open"
	}
	switch o := outcome(err); o {
	case "refused", "unreachable":
		return o
	case "timeout":
		return "dropped"
	}
	return "unknown"
}

// listen accepts and at once closes, which is all that a probe needs to call a port open.
func listen(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errors.New(usage)
	}
	failed := make(chan error, len(args))
	for _, text := range args {
		if _, err := parsePort(text); err != nil {
			return err
		}
		l, err := net.Listen("tcp", ":"+text)
		if err != nil {
			return err
		}
		go func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					failed <- err
					return
				}
				conn.Close()
			}
		}()
	}
	fmt.Println("listening on", strings.Join(args, " "))
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return nil
	}
}
