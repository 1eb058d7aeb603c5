package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// line is any line of the probe, as a caller reads it.
type line struct {
	ID         json.RawMessage
	Probe      int
	Interfaces []struct {
		Name      string
		Addresses []string
	}
	Error   string
	Results []struct {
		Target, Address, Name string
		Outcome               outcome
		Bound, Device, Source string
		Addresses             []string
		Error                 string
		Ms                    int
	}
}

func (l line) outcomes() []outcome {
	var all []outcome
	for _, result := range l.Results {
		all = append(all, result.Outcome)
	}
	return all
}

// caller holds a running probe.
type caller struct {
	t      *testing.T
	input  *io.PipeWriter
	output *bufio.Scanner
	status chan int
	said   *bytes.Buffer
}

func start(t *testing.T, lifetime time.Duration) *caller {
	t.Helper()
	in, input := io.Pipe()
	output, out := io.Pipe()
	c := &caller{t, input, bufio.NewScanner(output), make(chan int, 1), &bytes.Buffer{}}
	c.output.Buffer(nil, 64<<20)
	go func() {
		c.status <- run(in, out, c.said, lifetime)
		out.Close()
	}()
	t.Cleanup(func() { input.Close() })
	return c
}

// greeted starts a probe and takes its greeting.
func greeted(t *testing.T) *caller {
	c := start(t, 20*time.Second)
	c.read()
	return c
}

func (c *caller) send(format string, values ...any) {
	fmt.Fprintf(c.input, format+"\n", values...)
}

func (c *caller) read() line {
	c.t.Helper()
	if !c.output.Scan() {
		c.t.Fatal("the probe says nothing more")
	}
	var read line
	if err := json.Unmarshal(c.output.Bytes(), &read); err != nil {
		c.t.Fatalf("%v in %.200s", err, c.output.Text())
	}
	return read
}

func (c *caller) ask(format string, values ...any) line {
	c.t.Helper()
	c.send(format, values...)
	return c.read()
}

func equal[T any](t *testing.T, got, want T) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v instead of %v", got, want)
	}
}

func listener(t *testing.T, address string) net.Listener {
	t.Helper()
	opened, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { opened.Close() })
	return opened
}

// silent is an address where a handshake gets no answer: its queue is full and nobody takes anything from it.
func silent(t *testing.T) string {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(fd) })
	if err := errors.Join(syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}), syscall.Listen(fd, 0)); err != nil {
		t.Fatal(err)
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	address := fmt.Sprintf("127.0.0.1:%d", name.(*syscall.SockaddrInet4).Port)
	for range 10 {
		connection, err := net.DialTimeout("tcp", address, 100*time.Millisecond)
		if err != nil {
			return address
		}
		t.Cleanup(func() { connection.Close() })
	}
	t.Fatal("the queue does not fill")
	return ""
}

// --- The protocol ----------------------------------------------------------------------------------

func TestGreetsWithWhatIsInTheNamespace(t *testing.T) {
	greeting := start(t, time.Second).read()
	equal(t, greeting.Probe, 1)
	for _, one := range greeting.Interfaces {
		if one.Name == "lo" && one.Addresses[0] == "127.0.0.1/8" {
			return
		}
	}
	t.Errorf("no lo in %v", greeting.Interfaces)
}

func TestAMalformedLineIsAnsweredAndPassedOver(t *testing.T) {
	c := greeted(t)
	for sent, id := range map[string]string{
		`nonsense`: `null`, ``: `null`, `null`: `null`, `[]`: `null`, `{"do":"release"}`: `null`, `{"id":"x","do":"release"}`: `null`,
		`{"id":1}`: `1`, `{"id":1,"do":"dance"}`: `1`, `{"id":1,"do":5}`: `1`,
		`{"id":1,"do":"connect","targets":5,"timeoutMs":5}`:                           `1`,
		`{"id":1,"do":"connect","targets":["127.0.0.1:1"],"timeoutMS2":5}`:            `1`,
		`{"id":1,"do":"connect","targets":["127.0.0.1:1"]}`:                           `1`,
		`{"id":1,"do":"connect","targets":["127.0.0.1:1"],"timeoutMs":10001}`:         `1`,
		`{"id":1,"do":"connect","targets":[],"timeoutMs":5}`:                          `1`,
		`{"id":1,"do":"listen","addresses":["127.0.0.1:0"],"timeoutMs":5}`:            `1`,
		`{"id":1,"do":"resolve","names":["a"],"server":"localhost:53","timeoutMs":5}`: `1`,
	} {
		answer := c.ask("%s", sent)
		if answer.Error == "" || string(answer.ID) != id {
			t.Errorf("%s: id %s, error %q", sent, answer.ID, answer.Error)
		}
	}
	equal(t, c.ask(`{"id":2,"do":"route","addresses":["127.0.0.1"]}`).Error, "")
}

func TestARequestHasAtMostTenThousandTargets(t *testing.T) {
	c := greeted(t)
	targets := func(count int) string { return strings.Repeat(`"-",`, count-1) + `"-"` }
	const request = `{"id":1,"do":"connect","timeoutMs":1,"targets":[%s]}`
	equal(t, len(c.ask(request, targets(10_000)).Results), 10_000)
	if answer := c.ask(request, targets(10_001)); answer.Error == "" {
		t.Error("10,001 are taken")
	}
}

func TestAnAnswerMayOvertake(t *testing.T) {
	c := greeted(t)
	c.send(`{"id":1,"do":"connect","targets":[%q],"timeoutMs":300}`, silent(t))
	equal(t, string(c.ask(`{"id":2,"do":"route","addresses":["127.0.0.1"]}`).ID), "2")
	equal(t, string(c.read().ID), "1")
}

func TestTooManyRequestsAtOnceAreTurnedAway(t *testing.T) {
	c := greeted(t)
	address := silent(t)
	go func() {
		for id := range requestLimit + 1 {
			c.send(`{"id":%d,"do":"connect","targets":[%q],"timeoutMs":2000}`, id, address)
		}
	}()
	if answer := c.read(); answer.Error == "" || string(answer.ID) != fmt.Sprint(requestLimit) {
		t.Errorf("%+v", answer)
	}
}

func TestTheEndOfTheInputEndsTheProbeAtOnce(t *testing.T) {
	c := greeted(t)
	c.send(`{"id":1,"do":"connect","targets":[%q],"timeoutMs":10000}`, silent(t))
	began := time.Now()
	c.input.Close()
	equal(t, <-c.status, 0)
	if took := time.Since(began); took > time.Second {
		t.Errorf("took %v", took)
	}
}

func TestTheLifetimeEndsTheProbe(t *testing.T) {
	c := start(t, 100*time.Millisecond)
	c.read()
	c.send(`{"id":1,"do":"connect","targets":[%q],"timeoutMs":10000}`, silent(t))
	equal(t, <-c.status, 3)
}

func TestALineEndsTheProbeWhenItIsTooLong(t *testing.T) {
	const request = `{"id":1,"do":"route","addresses":["127.0.0.1"]}`
	c := greeted(t)
	equal(t, c.ask("%s", request+strings.Repeat(" ", lineLimit-len(request))).Error, "")
	go c.send("%s", strings.Repeat(" ", lineLimit+2))
	equal(t, <-c.status, 2)
	if !strings.Contains(c.said.String(), "longer than 1048576 bytes") {
		t.Errorf("says %q", c.said)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"id":1,"do":"listen","addresses":["172.18.0.3:5432","[fd00::3]:5432"]}`, `{"id":9,"do":"release"}`,
		`{"id":2,"do":"connect","targets":["172.18.0.3:5432"],"timeoutMs":700,"onLinkOnly":false}`,
		`{"id":3,"do":"route","addresses":["172.18.0.3"]}`, `{"id":1e999}`, `null`, `{"id":1,"do":"listen","addresses":null}`,
		`{"id":4,"do":"resolve","names":["chat-postgres"],"server":"127.0.0.11:53","timeoutMs":700}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		header, request, err := parse(text)
		if err == nil && (header.ID == nil || request.check() != nil) {
			t.Errorf("%q is taken", text)
		}
		endpoint, err := parseTarget(string(text))
		if err == nil && (endpoint.Port() == 0 || endpoint.Addr().IsUnspecified()) {
			t.Errorf("%q is a target", text)
		}
	})
}

// --- connect ---------------------------------------------------------------------------------------

func TestConnectTellsOpenRefusedAndDropped(t *testing.T) {
	opened, closed := listener(t, "127.0.0.1:0"), listener(t, "127.0.0.1:0")
	closed.Close()
	answer := greeted(t).ask(`{"id":1,"do":"connect","targets":[%q,%q,%q],"timeoutMs":300}`, opened.Addr(), closed.Addr(), silent(t))
	equal(t, answer.outcomes(), []outcome{open, refused, dropped})
	equal(t, answer.Results[0].Target, opened.Addr().String())
	equal(t, answer.Results[1].Error, "connection refused")
	if ms := answer.Results[2].Ms; ms < 300 || ms > 600 {
		t.Errorf("dropped after %d ms", ms)
	}
}

func TestConnectSendsNothingButAReset(t *testing.T) {
	opened := listener(t, "127.0.0.1:0")
	c := greeted(t)
	c.ask(`{"id":1,"do":"connect","targets":[%q],"timeoutMs":300}`, opened.Addr())
	connection, err := opened.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if count, err := connection.Read(make([]byte, 1)); count != 0 || !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("%d bytes, %v", count, err)
	}
}

func TestConnectFailsForWhatIsNoTarget(t *testing.T) {
	answer := greeted(t).ask(`{"id":1,"do":"connect","timeoutMs":300,"targets":["localhost:1","127.0.0.1","127.0.0.1:0","0.0.0.0:1","[::]:1",` +
		`"[::ffff:127.0.0.1]:1","[fe80::1]:1","224.0.0.1:1","","127.0.0.1:65536"]}`)
	for _, result := range answer.Results {
		if result.Outcome != failed || result.Error == "" {
			t.Errorf("%s: %s", result.Target, result.Outcome)
		}
	}
	equal(t, len(answer.Results), 10)
}

func TestManyTargetsAreTriedAtOnce(t *testing.T) {
	address := silent(t)
	began := time.Now()
	answer := greeted(t).ask(`{"id":1,"do":"connect","timeoutMs":500,"targets":[%s]}`, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("%q,", address), 300), ","))
	for _, result := range answer.Results {
		if result.Outcome != dropped {
			t.Fatalf("%+v", result)
		}
	}
	if took := time.Since(began); took > 1500*time.Millisecond {
		t.Errorf("took %v", took)
	}
}

func TestAnErrorOfTheProbeIsNotTakenForOneOfTheNetwork(t *testing.T) {
	dial := func(call string, number syscall.Errno) error {
		return &net.OpError{Op: "dial", Err: os.NewSyscallError(call, number)}
	}
	for _, one := range []struct {
		err  error
		want outcome
	}{
		{nil, open},
		{dial("connect", syscall.ECONNRESET), open},
		{dial("connect", syscall.ECONNREFUSED), refused},
		{dial("connect", syscall.ETIMEDOUT), dropped},
		{os.ErrDeadlineExceeded, dropped},
		{dial("connect", syscall.ENETUNREACH), unreachable},
		{dial("connect", syscall.EHOSTUNREACH), unreachable},
		{dial("connect", syscall.EACCES), unreachable},
		{dial("connect", syscall.EPERM), unreachable},
		{dial("connect", syscall.ENOPROTOOPT), unreachable},
		{dial("connect", syscall.EINVAL), unreachable},
		{dial("socket", syscall.EAFNOSUPPORT), unreachable},
		{dial("socket", syscall.EMFILE), failed},
		{dial("socket", syscall.EACCES), failed},
		{dial("setsockopt", syscall.EPERM), failed},
		{dial("connect", syscall.EADDRNOTAVAIL), failed},
		{errors.New("anything else"), failed},
	} {
		if got, _ := judge(one.err); got != one.want {
			t.Errorf("%v: %s", one.err, got)
		}
	}
}

// --- listen ----------------------------------------------------------------------------------------

func TestListensUntilItIsReleased(t *testing.T) {
	occupied := listener(t, "127.0.0.1:0")
	c := greeted(t)
	answer := c.ask(`{"id":1,"do":"listen","addresses":["127.0.0.1:0",%q,"192.0.2.1:1","localhost:1"]}`, occupied.Addr())
	equal(t, answer.outcomes(), []outcome{listening, taken, failed, failed})
	bound := answer.Results[0].Bound

	connection, err := net.Dial("tcp", bound)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if err := connection.SetReadDeadline(time.Now().Add(2 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := connection.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("does not hang up: %v", err)
	}

	connect := fmt.Sprintf(`{"id":2,"do":"connect","targets":[%q],"timeoutMs":300}`, bound)
	equal(t, c.ask("%s", connect).outcomes(), []outcome{open})
	equal(t, c.ask(`{"id":3,"do":"release"}`).Results[0].Address, bound)
	equal(t, c.ask("%s", connect).outcomes(), []outcome{refused})
	equal(t, c.ask(`{"id":4,"do":"listen","addresses":[%q]}`, bound).outcomes(), []outcome{listening})
}

func TestAListenerOfIPv6TakesNoIPv4(t *testing.T) {
	c := greeted(t)
	bound := netip.MustParseAddrPort(c.ask(`{"id":1,"do":"listen","addresses":["[::]:0"]}`).Results[0].Bound)
	connect := fmt.Sprintf(`{"id":2,"do":"connect","targets":["[::1]:%d","127.0.0.1:%d"],"timeoutMs":300}`, bound.Port(), bound.Port())
	equal(t, c.ask("%s", connect).outcomes(), []outcome{open, refused})
}

func TestListenersLeaveFilesForConnecting(t *testing.T) {
	limited := listeners{limit: 1}
	defer limited.release()
	equal(t, limited.listen("127.0.0.1:0").Outcome, listening)
	equal(t, limited.listen("127.0.0.1:0").Outcome, failed)
}

// --- route -----------------------------------------------------------------------------------------

func TestRouteKnowsTheOwnAddresses(t *testing.T) {
	answer := greeted(t).ask(`{"id":1,"do":"route","addresses":["127.0.0.1","::1","0.0.0.0","nowhere"]}`)
	equal(t, answer.outcomes(), []outcome{local, local, failed, failed})
	equal(t, answer.Results[0].Device, "lo")
	equal(t, answer.Results[0].Source, "127.0.0.1")
}

// --- resolve ---------------------------------------------------------------------------------------

// resolver answers by what the name's first label says.
func resolver(t *testing.T) string {
	t.Helper()
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { socket.Close() })
	go func() {
		heard := map[string]int{}
		buffer := make([]byte, 1500)
		for {
			count, from, err := socket.ReadFrom(buffer)
			if err != nil {
				return
			}
			var query dnsmessage.Message
			if query.Unpack(buffer[:count]) != nil || query.RecursionDesired {
				continue
			}
			asked := query.Questions[0]
			heard[asked.GoString()]++
			for _, reply := range replyTo(query, asked, heard[asked.GoString()]) {
				packed, err := reply.Pack()
				if err != nil {
					panic(err)
				}
				socket.WriteTo(packed, from)
			}
		}
	}()
	return socket.LocalAddr().String()
}

func replyTo(query dnsmessage.Message, asked dnsmessage.Question, time int) []dnsmessage.Message {
	reply := dnsmessage.Message{Header: dnsmessage.Header{ID: query.ID, Response: true}, Questions: query.Questions}
	add := func(kind dnsmessage.Type, body dnsmessage.ResourceBody) {
		if asked.Type == kind {
			reply.Answers = append(reply.Answers, dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: asked.Name, Class: dnsmessage.ClassINET}, Body: body})
		}
	}
	address := func() { add(dnsmessage.TypeA, &dnsmessage.AResource{A: [4]byte{10, 0, 0, 9}}) }
	switch name, _, _ := strings.Cut(asked.Name.String(), "."); name {
	case "both":
		address()
		add(dnsmessage.TypeA, &dnsmessage.AResource{A: [4]byte{10, 0, 0, 10}})
		add(dnsmessage.TypeA, &dnsmessage.AResource{A: [4]byte{10, 0, 0, 2}})
		add(dnsmessage.TypeAAAA, &dnsmessage.AAAAResource{AAAA: netip.MustParseAddr("fd00::3").As16()})
	case "four":
		address()
	case "nobody":
		reply.RCode = dnsmessage.RCodeNameError
	case "refused":
		reply.RCode = dnsmessage.RCodeRefused
	case "broken":
		reply.RCode = dnsmessage.RCodeServerFailure
	case "cut":
		reply.Truncated = true
	case "silent":
		return nil
	case "second":
		if time == 1 {
			return nil
		}
		address()
	case "forged":
		other := reply
		other.ID++
		other.RCode = dnsmessage.RCodeNameError
		address()
		return []dnsmessage.Message{other, reply}
	}
	return []dnsmessage.Message{reply}
}

func TestResolveTellsWhatTheServerSays(t *testing.T) {
	names := []string{"both", "four", "four.", "empty", "nobody", "refused", "broken", "cut", "silent", "second", "forged", strings.Repeat("x", 64), "a..b"}
	quoted, err := json.Marshal(names)
	if err != nil {
		t.Fatal(err)
	}
	answer := greeted(t).ask(`{"id":1,"do":"resolve","names":%s,"server":%q,"timeoutMs":400}`, quoted, resolver(t))
	equal(t, answer.outcomes(), []outcome{found, found, found, none, none, refused, failed, failed, dropped, found, found, failed, failed})
	equal(t, answer.Results[0].Addresses, []string{"10.0.0.2", "10.0.0.9", "10.0.0.10", "fd00::3"})
	equal(t, answer.Results[3].Addresses, []string{})
}

func TestResolveTellsThatNobodyServesNames(t *testing.T) {
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	socket.Close()
	answer := greeted(t).ask(`{"id":1,"do":"resolve","names":["a"],"server":%q,"timeoutMs":400}`, socket.LocalAddr())
	equal(t, answer.outcomes(), []outcome{refused})
}
