// Load sends requests and prints how it went: as many as can be answered, or at a steady rate.
package main

import (
	"context"
	"crypto/tls"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

type result struct {
	at, took time.Duration
	// how it failed; empty for a 200
	failure string
}

var (
	clients   = flag.Int("clients", 64, "how many send at a time")
	lasting   = flag.Duration("for", 10*time.Second, "how long")
	rate      = flag.Int("rate", 0, "requests a second in all; 0: each client sends when it has its answer")
	to        = flag.String("to", "", "where to connect, whatever the URL says: ADDRESS:PORT, several with commas")
	from      = flag.String("from", "", "local addresses with commas, which the clients share out")
	fresh     = flag.Bool("fresh", false, "a new connection for each request")
	begin     time.Time
	addresses []string
)

func main() {
	flag.Parse()
	if flag.NArg() != 1 || *to == "" || *clients < 1 {
		fmt.Fprintln(os.Stderr, "usage: load [OPTION...] --to ADDRESS:PORT URL")
		flag.PrintDefaults()
		os.Exit(2)
	}
	if *from != "" {
		addresses = strings.Split(*from, ",")
	}
	begin = time.Now()
	all := make([][]result, *clients)
	var done sync.WaitGroup
	for number := range *clients {
		done.Add(1)
		go func() {
			defer done.Done()
			all[number] = send(number, flag.Arg(0))
		}()
	}
	done.Wait()
	report(slices.Concat(all...), time.Since(begin))
}

// send is one client. Its connections take turns, one from each of its addresses.
func send(number int, url string) []result {
	var connections []*http.Client
	own := max(1, len(addresses) / *clients)
	targets := strings.Split(*to, ",")
	for turn := range own {
		dialer := &net.Dialer{Timeout: 10 * time.Second}
		if len(addresses) > 0 {
			dialer.LocalAddr = &net.TCPAddr{IP: net.ParseIP(addresses[(number*own+turn)%len(addresses)])}
		}
		target := targets[(number+turn)%len(targets)]
		connections = append(connections, &http.Client{
			Timeout:       10 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			Transport: &http.Transport{
				DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
					return dialer.DialContext(ctx, "tcp", target)
				},
				// What is measured is the time, not whom to trust.
				TLSClientConfig:   &tls.Config{InsecureSkipVerify: true},
				DisableKeepAlives: *fresh,
			},
		})
	}
	var between time.Duration
	if *rate > 0 {
		between = time.Duration(*clients) * time.Second / time.Duration(*rate)
	}
	var results []result
	next := begin.Add(between * time.Duration(number) / time.Duration(*clients))
	for turn := 0; ; turn++ {
		if between > 0 {
			time.Sleep(time.Until(next))
			next = next.Add(between)
		}
		at := time.Since(begin)
		if at >= *lasting {
			return results
		}
		failure := ask(connections[turn%own], url)
		results = append(results, result{at, time.Since(begin) - at, failure})
	}
}

func ask(client *http.Client, url string) string {
	response, err := client.Get(url)
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err.Error()
	}
	if response.StatusCode != http.StatusOK {
		return response.Status
	}
	return ""
}

// report prints one line: answered, failed, answered a second, and the median and 99th percentile of their times in
// milliseconds; then, to the standard error, the first failures.
func report(results []result, took time.Duration) {
	var times []time.Duration
	var failed []result
	for _, one := range results {
		if one.failure == "" {
			times = append(times, one.took)
		} else {
			failed = append(failed, one)
		}
	}
	slices.Sort(times)
	part := func(of float64) float64 {
		if len(times) == 0 {
			return 0
		}
		return float64(times[int(of*float64(len(times)-1))].Microseconds()) / 1000
	}
	fmt.Printf("%d %d %.0f %.1f %.1f\n", len(times), len(failed), float64(len(times))/took.Seconds(), part(0.5), part(0.99))
	for _, one := range failed[:min(5, len(failed))] {
		fmt.Fprintf(os.Stderr, "after %.1f s, for %d ms: %s\n", one.at.Seconds(), one.took.Milliseconds(), one.failure)
	}
}
