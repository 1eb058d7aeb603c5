package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

const (
	found outcome = "found"
	none  outcome = "none"
	// What a resolver may put into one datagram.
	datagram = 4096
)

type resolveRequest struct {
	header
	Names     []string `json:"names"`
	Server    string   `json:"server"`
	TimeoutMs int      `json:"timeoutMs"`
}

type resolveResult struct {
	Name      string       `json:"name"`
	Outcome   outcome      `json:"outcome"`
	Addresses []netip.Addr `json:"addresses"`
	Error     string       `json:"error,omitempty"`
}

func (r *resolveRequest) check() error {
	_, err := parseTarget(r.Server)
	return errors.Join(checkCount("names", len(r.Names)), checkTimeout(r.TimeoutMs), err)
}

func (r *resolveRequest) perform(space *space) any {
	server, _ := parseTarget(r.Server)
	kinds := []dnsmessage.Type{dnsmessage.TypeA, dnsmessage.TypeAAAA}
	questions := make([]question, 0, len(kinds)*len(r.Names))
	for _, name := range r.Names {
		for _, kind := range kinds {
			questions = append(questions, question{name, kind})
		}
	}
	replies := atOnce(space, questions, func(q question) reply { return q.ask(server, milliseconds(r.TimeoutMs)) })
	results := make([]resolveResult, 0, len(r.Names))
	for i, name := range r.Names {
		results = append(results, combine(name, replies[i*len(kinds):(i+1)*len(kinds)]))
	}
	return results
}

// combine: a name is found when it has any address, and is known to have none only when every reply says so.
func combine(name string, replies []reply) resolveResult {
	result := resolveResult{Name: name, Outcome: none, Addresses: []netip.Addr{}}
	for _, reply := range replies {
		result.Addresses = append(result.Addresses, reply.addresses...)
		if reply.outcome != none && reply.outcome != found && result.Outcome == none {
			result.Outcome, result.Error = reply.outcome, reply.reason
		}
	}
	slices.SortFunc(result.Addresses, netip.Addr.Compare)
	result.Addresses = slices.Compact(result.Addresses)
	if len(result.Addresses) > 0 {
		result.Outcome = found
	}
	return result
}

type question struct {
	name string
	kind dnsmessage.Type
}

type reply struct {
	outcome   outcome
	reason    string
	addresses []netip.Addr
}

// ask asks once, and once more when half of the time has passed.
func (q question) ask(server netip.AddrPort, timeout time.Duration) reply {
	id := uint16(rand.Uint32())
	query, asked, err := q.pack(id)
	if err != nil {
		return reply{outcome: failed, reason: err.Error()}
	}
	end := time.Now().Add(timeout)
	var dialer net.Dialer
	connection, err := dialer.DialContext(context.Background(), family("udp", server.Addr()), server.String())
	if err != nil {
		return without(err)
	}
	defer connection.Close()
	for _, until := range []time.Time{end.Add(-timeout / 2), end} {
		if _, err = connection.Write(query); err != nil {
			break
		}
		if err = connection.SetReadDeadline(until); err != nil {
			break
		}
		var reply reply
		if reply, err = read(connection, id, asked); err == nil {
			return reply
		}
		if outcome, _ := judge(err); outcome != dropped {
			break
		}
	}
	return without(err)
}

func without(err error) reply {
	outcome, reason := judge(err)
	return reply{outcome: outcome, reason: reason}
}

func (q question) pack(id uint16) ([]byte, dnsmessage.Question, error) {
	name, err := dnsmessage.NewName(strings.TrimSuffix(q.name, ".") + ".")
	asked := dnsmessage.Question{Name: name, Type: q.kind, Class: dnsmessage.ClassINET}
	if err != nil {
		return nil, asked, err
	}
	var size dnsmessage.ResourceHeader
	if err := size.SetEDNS0(datagram, dnsmessage.RCodeSuccess, false); err != nil {
		return nil, asked, err
	}
	message := dnsmessage.Message{
		// Without RecursionDesired: what the server itself knows, and no search of others on our behalf.
		Header:      dnsmessage.Header{ID: id},
		Questions:   []dnsmessage.Question{asked},
		Additionals: []dnsmessage.Resource{{Header: size, Body: &dnsmessage.OPTResource{}}},
	}
	query, err := message.Pack()
	return query, asked, err
}

// read waits for the reply to the question, past whatever else arrives.
func read(connection net.Conn, id uint16, asked dnsmessage.Question) (reply, error) {
	buffer := make([]byte, datagram)
	for {
		count, err := connection.Read(buffer)
		if err != nil {
			return reply{}, err
		}
		var parser dnsmessage.Parser
		header, err := parser.Start(buffer[:count])
		if err != nil || header.ID != id || !header.Response {
			continue
		}
		questions, err := parser.AllQuestions()
		if err != nil || len(questions) != 1 || !same(questions[0], asked) {
			continue
		}
		return interpret(header, &parser), nil
	}
}

func same(a, b dnsmessage.Question) bool {
	return a.Type == b.Type && a.Class == b.Class && strings.EqualFold(a.Name.String(), b.Name.String())
}

func interpret(header dnsmessage.Header, parser *dnsmessage.Parser) reply {
	switch header.RCode {
	case dnsmessage.RCodeSuccess:
	case dnsmessage.RCodeNameError:
		return reply{outcome: none}
	case dnsmessage.RCodeRefused:
		return reply{outcome: refused, reason: "the server refuses the question"}
	default:
		return reply{outcome: failed, reason: fmt.Sprintf("the server answers %v", header.RCode)}
	}
	answers, err := parser.AllAnswers()
	if err != nil {
		return reply{outcome: failed, reason: fmt.Sprintf("the server's answer cannot be read: %v", err)}
	}
	var addresses []netip.Addr
	for _, answer := range answers {
		switch body := answer.Body.(type) {
		case *dnsmessage.AResource:
			addresses = append(addresses, netip.AddrFrom4(body.A))
		case *dnsmessage.AAAAResource:
			addresses = append(addresses, netip.AddrFrom16(body.AAAA))
		}
	}
	switch {
	case header.Truncated:
		return reply{failed, "the answer is cut off: it does not fit into a datagram", addresses}
	case len(addresses) == 0:
		return reply{outcome: none}
	default:
		return reply{found, "", addresses}
	}
}
