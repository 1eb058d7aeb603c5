package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

type object = map[string]any

func TestTellsWhoAnsweredAndKeepsCredentialsToItself(t *testing.T) {
	base := start(t, "chat-web", nil)
	request, _ := http.NewRequest(http.MethodPut, base+"/api/v1?token=tell-nobody", strings.NewReader("body"))
	request.Host = "chat.example.org"
	request.Header.Set("X-Forwarded-Proto", "wss")
	request.Header.Set("Authorization", "Bearer tell-nobody")
	request.Header.Set("Cookie", "session=tell-nobody")
	status, text := send(t, request)
	equal(t, status, 200)
	if strings.Contains(text, "tell-nobody") {
		t.Errorf("echoes a secret: %s", text)
	}
	got := parse(t, text)
	equal(t, got["service"], any("chat-web"))
	equal(t, got["method"], any("PUT"))
	equal(t, got["path"], any("/api/v1"))
	equal(t, got["host"], any("chat.example.org"))
	equal(t, got["forwarded"], any(object{"X-Forwarded-Proto": "wss"}))
	equal(t, int(got["port"].(float64)), port(t, base))
}

func TestCallsADeclaredHTTPPeer(t *testing.T) {
	web := start(t, "chat-web", nil)
	bridge := start(t, "chat-bridge", peers("chat-web", web))
	status, got := get(t, bridge+"/call/chat-web/api/v1")
	equal(t, status, 200)
	equal(t, got["outcome"], any("answered"))
	equal(t, got["reply"].(object)["service"], any("chat-web"))
	equal(t, got["reply"].(object)["path"], any("/api/v1"))
}

func TestCallsOverTwoHops(t *testing.T) {
	web := start(t, "chat-web", nil)
	bridge := start(t, "chat-bridge", peers("chat-web", web))
	agent := start(t, "agent", peers("chat-bridge", bridge))
	status, got := get(t, agent+"/call/chat-bridge/call/chat-web/api")
	equal(t, status, 200)
	equal(t, got["reply"].(object)["reply"].(object)["path"], any("/api"))
}

func TestCallsAWebSocketPeer(t *testing.T) {
	agent := start(t, "agent", nil)
	bridge := start(t, "chat-bridge", peers("agent", asWebSocket(agent)))
	status, got := get(t, bridge+"/call/agent/events")
	equal(t, status, 200)
	equal(t, got["reply"], any(object{"service": "agent", "path": "/events", "echo": "hello from chat-bridge"}))
}

func TestCallsATCPPeer(t *testing.T) {
	l := listener(t)
	worker := start(t, "chat-worker", peers("chat-redis", "tcp://"+l.Addr().String()))
	status, got := get(t, worker+"/call/chat-redis")
	equal(t, status, 200)
	equal(t, got["reply"], any(object{"connected": l.Addr().String()}))
}

func TestFollowsNoRedirectAndShowsTextAnswers(t *testing.T) {
	real := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://elsewhere.invalid/")
		w.WriteHeader(http.StatusFound)
		io.WriteString(w, "plain")
	}))
	t.Cleanup(real.Close)
	flow := start(t, "flow", peers("hub", real.URL))
	status, got := get(t, flow+"/call/hub")
	equal(t, status, 302)
	equal(t, got["reply"], any("plain"))
}

func TestRefusesAnUndeclaredPeer(t *testing.T) {
	bridge := start(t, "chat-bridge", peers("agent", "ws://agent:1", "chat-web", "http://chat-web:1"))
	status, got := get(t, bridge+"/call/hub-db")
	equal(t, status, 403)
	equal(t, got["error"], any("chat-bridge has no declared flow to hub-db; declared: agent, chat-web"))
}

func TestTellsHowACallFailed(t *testing.T) {
	closed := listener(t)
	closed.Close()
	silent := listener(t)
	// An impossible name fails without a name server.
	agent := start(t, "agent", peers("closed", "http://"+closed.Addr().String(), "nobody", "http://no..body:1",
		"silent", "http://"+silent.Addr().String(), "closed-ws", "ws://"+closed.Addr().String()))
	for name, want := range map[string]string{
		"closed": "refused", "closed-ws": "refused", "nobody": "no such host", "silent": "timeout",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, got := get(t, agent+"/call/"+name)
			equal(t, status, 502)
			equal(t, got["outcome"], any(want))
		})
	}
}

func TestAFailureTwoHopsAwayIsSeenHere(t *testing.T) {
	silent := listener(t)
	bridge := start(t, "chat-bridge", peers("chat-web", "http://"+silent.Addr().String()))
	agent := start(t, "agent", peers("chat-bridge", bridge))
	status, got := get(t, agent+"/call/chat-bridge/call/chat-web")
	equal(t, status, 502)
	equal(t, got["reply"].(object)["outcome"], any("timeout"))
}

func TestEchoesWebSocketText(t *testing.T) {
	conn := dial(t, start(t, "hub-websocket", nil)+"/socket.io")
	equal(t, say(t, conn, "one"), object{"service": "hub-websocket", "path": "/socket.io", "echo": "one"})
	equal(t, say(t, conn, `{"other":"json"}`)["echo"], any(`{"other":"json"}`))
}

func TestPassesAMessageAlongItsRoute(t *testing.T) {
	web := start(t, "chat-web", nil)
	bridge := start(t, "chat-bridge", peers("chat-web", web))
	agent := start(t, "agent", peers("chat-bridge", asWebSocket(bridge)))
	conn := dial(t, agent)
	equal(t, say(t, conn, `{"route":["chat-bridge","chat-web"],"text":"hi"}`),
		object{"via": []any{"agent", "chat-bridge", "chat-web"}, "text": "hi"})
	equal(t, say(t, conn, `{"route":[],"text":"me"}`), object{"via": []any{"agent"}, "text": "me"})
}

func TestAMessageThatCannotGoOnSaysWhere(t *testing.T) {
	closed := listener(t)
	closed.Close()
	bridge := start(t, "chat-bridge", peers("chat-web", "http://"+closed.Addr().String(), "db", "tcp://db:5432"))
	agent := start(t, "agent", peers("chat-bridge", asWebSocket(bridge)))
	conn := dial(t, agent)

	got := say(t, conn, `{"route":["chat-bridge","hub-db"],"text":"hi"}`)
	equal(t, got["via"], any([]any{"agent", "chat-bridge"}))
	equal(t, got["error"], any("chat-bridge has no declared flow to hub-db; declared: chat-web, db"))

	got = say(t, conn, `{"route":["chat-bridge","chat-web"],"text":"hi"}`)
	equal(t, got["via"], any([]any{"agent", "chat-bridge"}))
	equal(t, got["outcome"], any("refused"))

	got = say(t, conn, `{"route":["chat-bridge","db"],"text":"hi"}`)
	equal(t, got["error"], any("peer db speaks plain TCP and cannot be handed a message"))
}

func TestDrainsInTimeWithAWebSocketOpen(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	l := listener(t)
	s := &server{config: config{name: "agent"}, stopping: ctx}
	done := make(chan error, 1)
	go func() { done <- s.serveOn([]net.Listener{l}) }()
	conn := dial(t, "http://"+l.Addr().String())
	say(t, conn, "still here")

	began := time.Now()
	stop()
	_, _, err := conn.Read(context.Background())
	equal(t, websocket.CloseStatus(err), websocket.StatusGoingAway)
	equal(t, <-done, nil)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestAWorkerRunsUntilItIsStopped(t *testing.T) {
	ctx, stop := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer stop()
	equal(t, serve(ctx, config{name: "chat-worker"}), nil)
}

func TestHealthWantsEveryPortToAnswer(t *testing.T) {
	up := port(t, start(t, "chat-web", nil))
	closed := listener(t)
	closed.Close()
	equal(t, health(t.Context(), []int{up}), nil)
	equal(t, health(t.Context(), nil), nil)
	if health(t.Context(), []int{up, closed.Addr().(*net.TCPAddr).Port}) == nil {
		t.Error("healthy with a closed port")
	}
}

// start serves a stand-in on a free port and returns its base address.
func start(t *testing.T, name string, declared map[string]*url.URL) string {
	t.Helper()
	s := httptest.NewServer(&server{config: config{name: name, peers: declared}, hostname: "test", stopping: t.Context()})
	t.Cleanup(s.Close)
	return s.URL
}

func peers(pairs ...string) map[string]*url.URL {
	m := map[string]*url.URL{}
	for i := 0; i < len(pairs); i += 2 {
		peer, err := parsePeer(pairs[i+1])
		if err != nil {
			panic(err)
		}
		m[pairs[i]] = peer
	}
	return m
}

func asWebSocket(base string) string { return strings.Replace(base, "http://", "ws://", 1) }

func listener(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func send(t *testing.T, request *http.Request) (int, string) {
	t.Helper()
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(data)
}

func get(t *testing.T, address string) (int, object) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	status, text := send(t, request)
	return status, parse(t, text)
}

func parse(t *testing.T, text string) object {
	t.Helper()
	var o object
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return o
}

func dial(t *testing.T, base string) *websocket.Conn {
	t.Helper()
	conn, _, err := websocket.Dial(t.Context(), base, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.CloseNow() })
	return conn
}

func say(t *testing.T, conn *websocket.Conn, text string) object {
	t.Helper()
	if err := conn.Write(t.Context(), websocket.MessageText, []byte(text)); err != nil {
		t.Fatal(err)
	}
	_, data, err := conn.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, string(data))
}

func port(t *testing.T, base string) int {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	p, err := strconv.Atoi(u.Port())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func equal[T any](t *testing.T, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
