package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/coder/websocket"
)

// hopTime is what one hop may take. A caller waits one hopTime for each hop that is left, so the hop that really failed
// has answered before anybody in front of it gives up.
const hopTime = 3 * time.Second

// client goes to the declared peer and nowhere else: no proxy from the environment, no redirect followed.
var client = &http.Client{
	Transport:     &http.Transport{Proxy: nil, DisableKeepAlives: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// message travels along its route; every hop takes its own name off the front and puts it into "via" on the way back.
type message struct {
	Route []string `json:"route"`
	Text  string   `json:"text"`
}

// call answers GET /call/<peer>/<path>. The status is the peer's own, so that a failure three hops away is seen here.
func (s *server) call(w http.ResponseWriter, r *http.Request, name, path string) {
	peer := s.peers[name]
	if peer == nil {
		answer(w, http.StatusForbidden, s.undeclared(name))
		return
	}
	hops := 1 + strings.Count(path, "/call/")
	ctx, cancel := context.WithTimeout(r.Context(), time.Duration(hops)*hopTime)
	defer cancel()

	result := map[string]any{"service": s.name, "peer": name, "url": peer.String()}
	start := time.Now()
	status, reply, err := s.reach(ctx, peer, path, r.URL.RawQuery)
	result["ms"] = time.Since(start).Milliseconds()
	if err != nil {
		result["outcome"], result["error"] = outcome(err), err.Error()
		answer(w, http.StatusBadGateway, result)
		return
	}
	result["outcome"], result["reply"] = "answered", reply
	answer(w, status, result)
}

func (s *server) reach(ctx context.Context, peer *url.URL, path, query string) (int, any, error) {
	target := peer.String() + path
	if query != "" {
		target += "?" + query
	}
	switch peer.Scheme {
	case "tcp":
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", peer.Host)
		if err != nil {
			return 0, nil, err
		}
		defer conn.Close()
		return http.StatusOK, map[string]any{"connected": conn.RemoteAddr().String()}, nil
	case "ws":
		reply, err := converse(ctx, target, []byte("hello from "+s.name))
		return http.StatusOK, readable(reply), err
	default:
		status, reply, err := exchange(ctx, http.MethodGet, target, nil)
		return status, readable(reply), err
	}
}

// pass hands a message to the next service of its route and returns what came back, with this service's name in front.
func (s *server) pass(ctx context.Context, m message) (int, map[string]any) {
	if len(m.Route) == 0 {
		return http.StatusOK, map[string]any{"via": []any{s.name}, "text": m.Text}
	}
	name := m.Route[0]
	fail := func(status int, reply map[string]any) (int, map[string]any) {
		reply["via"] = []any{s.name}
		return status, reply
	}
	peer := s.peers[name]
	if peer == nil {
		return fail(http.StatusForbidden, s.undeclared(name))
	}
	if peer.Scheme == "tcp" {
		return fail(http.StatusBadGateway, map[string]any{"error": "peer " + name + " speaks plain TCP and cannot be handed a message"})
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(len(m.Route))*hopTime)
	defer cancel()

	// Route must not become null: an empty route ends the journey, none at all asks for an echo.
	body := encode(message{Route: append([]string{}, m.Route[1:]...), Text: m.Text})
	var (
		status = http.StatusOK
		data   []byte
		err    error
	)
	if peer.Scheme == "ws" {
		data, err = converse(ctx, peer.String(), body)
	} else {
		status, data, err = exchange(ctx, http.MethodPost, peer.String()+"/message", body)
	}
	if err != nil {
		return fail(http.StatusBadGateway, map[string]any{"peer": name, "outcome": outcome(err), "error": err.Error()})
	}
	var reply map[string]any
	if err := json.Unmarshal(data, &reply); err != nil {
		return fail(http.StatusBadGateway, map[string]any{"peer": name, "error": "the answer is not a JSON object", "reply": readable(data)})
	}
	via, _ := reply["via"].([]any)
	reply["via"] = append([]any{s.name}, via...)
	return status, reply
}

func (s *server) undeclared(name string) map[string]any {
	return map[string]any{
		"service": s.name, "peer": name, "declared": s.peerNames(),
		"error": s.name + " has no declared flow to " + name + "; declared: " + strings.Join(s.peerNames(), ", "),
	}
}

// exchange is one HTTP request and its answer.
func exchange(ctx context.Context, method, target string, body []byte) (int, []byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(io.LimitReader(response.Body, maxMessage))
	return response.StatusCode, data, err
}

// converse opens a WebSocket, sends one text and returns the first answer.
func converse(ctx context.Context, target string, text []byte) ([]byte, error) {
	conn, _, err := websocket.Dial(ctx, target, &websocket.DialOptions{HTTPClient: client})
	if err != nil {
		return nil, err
	}
	defer conn.CloseNow()
	conn.SetReadLimit(maxMessage)
	if err := conn.Write(ctx, websocket.MessageText, text); err != nil {
		return nil, err
	}
	_, data, err := conn.Read(ctx)
	if err != nil {
		return nil, err
	}
	conn.Close(websocket.StatusNormalClosure, "")
	return data, nil
}

// readable nests a JSON answer as it is and shows any other as text: the peer may be the real service.
func readable(data []byte) any {
	if json.Valid(data) {
		return json.RawMessage(data)
	}
	return string(data)
}

// outcome names the ways in which a connection fails that say something about the network between.
func outcome(err error) string {
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case errors.As(err, &dns) && !dns.IsTimeout:
		return "no such host"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "unreachable"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	}
	return "failed"
}
