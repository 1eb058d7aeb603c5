package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// secret stands everywhere in the engine's answers where a container may hold one.
const secret = "tell-nobody"

// fakeEngine answers on a socket as an engine does, and keeps what it was asked.
type fakeEngine struct {
	mutex sync.Mutex
	asked []string
	exec  object
}

func (f *fakeEngine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mutex.Lock()
	f.asked = append(f.asked, r.Method+" "+r.URL.RequestURI())
	f.mutex.Unlock()
	switch {
	case strings.HasSuffix(r.URL.Path, "/_ping"):
		fmt.Fprint(w, "OK")
	case strings.HasSuffix(r.URL.Path, "/containers/json"):
		answer(w, []object{{
			"Id": "abc", "Names": []string{"/versatile-chat-web"}, "Command": secret,
			"Labels": object{"versatile.stack": "hub", "traefik.enable": "true", "other": secret},
			"Mounts": []object{{"Source": secret}},
		}})
	case strings.HasSuffix(r.URL.Path, "/containers/foreign/json"):
		answer(w, object{"Id": "foreign", "Config": object{"Labels": object{}, "Env": []string{secret}}})
	case strings.HasSuffix(r.URL.Path, "/json") && strings.Contains(r.URL.Path, "/containers/"):
		answer(w, object{
			"Id": "abc", "Name": "/versatile-chat-web", "Args": []string{secret}, "ExecIDs": []string{"foreign-exec"},
			"State":           object{"Running": true, "Health": object{"Status": "healthy", "Log": []object{{"Output": secret}}}},
			"Config":          object{"Env": []string{secret}, "Cmd": []string{secret}, "Labels": object{"versatile.stack": "hub", "other": secret}},
			"HostConfig":      object{"NetworkMode": "web", "Binds": []string{secret}},
			"NetworkSettings": object{"Networks": object{"web": object{"IPAddress": "10.0.0.2"}}},
			"Mounts":          []object{{"Source": secret}},
		})
	case r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/exec"):
		f.exec = object{}
		_ = json.NewDecoder(r.Body).Decode(&f.exec)
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"Id":"e1"}`)
	case strings.HasSuffix(r.URL.Path, "/exec/e1/start"):
		conn, rw, _ := w.(http.Hijacker).Hijack()
		defer conn.Close()
		fmt.Fprint(rw, "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n")
		rw.Flush()
		io.CopyN(io.Discard, rw, r.ContentLength)
		line, _ := rw.ReadString('\n')
		fmt.Fprint(rw, "got "+line)
		rw.Flush()
	default:
		fmt.Fprint(w, "{}")
	}
}

func start(t *testing.T, make func(*engine) http.Handler) (*httptest.Server, *fakeEngine) {
	t.Helper()
	fake := &fakeEngine{}
	return before(t, fake, make), fake
}

// before puts a proxy before an engine.
func before(t *testing.T, fake http.Handler, make func(*engine) http.Handler) *httptest.Server {
	t.Helper()
	path := filepath.Join(t.TempDir(), "engine.sock")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	behind := &http.Server{Handler: fake}
	go behind.Serve(listener)
	server := httptest.NewServer(logged(make(newEngine(path))))
	t.Cleanup(func() { server.Close(); behind.Close() })
	return server
}

func ofHub(e *engine) labelled        { return labelled{e, "versatile.stack", "hub"} }
func routesOf(e *engine) http.Handler { return routes{ofHub(e)} }
func namesOf(e *engine) http.Handler  { return names{ofHub(e)} }
func execIn(e *engine) http.Handler   { return newExec(e, "versatile-hub-backend") }

func ask(t *testing.T, method, url, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(text)
}

func TestRoutesAreReadWithoutSecrets(t *testing.T) {
	server, fake := start(t, routesOf)
	for _, path := range []string{"/v1.41/containers/json?all=1", "/containers/json", "/v1.41/containers/abc/json"} {
		status, text := ask(t, http.MethodGet, server.URL+path, "")
		if status != http.StatusOK || !strings.Contains(text, "abc") || strings.Contains(text, secret) {
			t.Errorf("%s: %d %s", path, status, text)
		}
	}
	for _, asked := range fake.asked[:2] {
		if !strings.Contains(asked, "versatile.stack%3Dhub") {
			t.Errorf("asked for more than the stack's own: %s", asked)
		}
	}
}

// The gateway asks whoever is listed and well; a predecessor must be among them until its successor is.
func TestAPredecessorIsListedUntilItsSuccessorServes(t *testing.T) {
	const successor, other = "hub-web", "hub-web-2"
	for status, listed := range map[string]bool{
		"Up 2 seconds (health: starting)": true,
		"Up 9 seconds (unhealthy)":        true,
		"Up 3 seconds (healthy)":          false,
		"Up 3 seconds":                    false,
	} {
		engine := func(w http.ResponseWriter, r *http.Request) {
			answer(w, []object{
				{"Names": []string{"/" + successor}, "State": "running", "Status": status},
				{"Names": []string{"/" + successor + ".before-0123456789ab"}, "State": "running", "Status": "Up 2 hours (healthy)"},
				{"Names": []string{"/" + other}, "State": "exited", "Status": "Exited (0) 2 seconds ago"},
				{"Names": []string{"/" + other + ".before-0123456789ab"}, "State": "running", "Status": "Up 2 hours (healthy)"},
			})
		}
		server := before(t, http.HandlerFunc(engine), routesOf)
		_, text := ask(t, http.MethodGet, server.URL+"/v1.41/containers/json", "")
		if strings.Contains(text, successor+".before-") != listed {
			t.Errorf("%s: %s", status, text)
		}
		for _, always := range []string{`"/` + successor + `"`, other + ".before-"} {
			if !strings.Contains(text, always) {
				t.Errorf("%s: without %s: %s", status, always, text)
			}
		}
	}
}

func TestAnInspectionKeepsWhatARouterNeeds(t *testing.T) {
	server, _ := start(t, routesOf)
	_, text := ask(t, http.MethodGet, server.URL+"/v1.41/containers/abc/json", "")
	for _, needed := range []string{`"IPAddress":"10.0.0.2"`, `"Status":"healthy"`, `"NetworkMode":"web"`, `"versatile.stack":"hub"`} {
		if !strings.Contains(text, needed) {
			t.Errorf("without %s: %s", needed, text)
		}
	}
}

func TestNamesAreToldAndNothingElse(t *testing.T) {
	server, fake := start(t, namesOf)
	_, list := ask(t, http.MethodGet, server.URL+"/v1.41/containers/json?all=1", "")
	if want := `[{"Id":"abc","Names":["/versatile-chat-web"]}]`; strings.TrimSpace(list) != want {
		t.Errorf("%s, not %s", list, want)
	}
	_, one := ask(t, http.MethodGet, server.URL+"/containers/abc/json", "")
	if want := `{"Config":{"Env":[]},"Id":"abc","Name":"/versatile-chat-web","State":{"Running":true}}`; strings.TrimSpace(one) != want {
		t.Errorf("%s, not %s", one, want)
	}
	if !strings.Contains(fake.asked[0], "versatile.stack%3Dhub") {
		t.Errorf("asked for more than the stack's own: %s", fake.asked[0])
	}
}

func TestOtherStacksAreNotThere(t *testing.T) {
	for _, mode := range []func(*engine) http.Handler{routesOf, namesOf} {
		server, _ := start(t, mode)
		if status, text := ask(t, http.MethodGet, server.URL+"/v1.41/containers/foreign/json", ""); status != http.StatusNotFound || strings.Contains(text, secret) {
			t.Errorf("%d %s", status, text)
		}
	}
}

func TestEventsAreOfTheStackOnly(t *testing.T) {
	server, fake := start(t, routesOf)
	ask(t, http.MethodGet, server.URL+`/v1.41/events?filters={"type":{"image":true}}&until=1`, "")
	if len(fake.asked) != 1 || !strings.Contains(fake.asked[0], "versatile.stack%3Dhub") || strings.Contains(fake.asked[0], "image") {
		t.Errorf("asked %v", fake.asked)
	}
}

func TestNothingElseIsLetThrough(t *testing.T) {
	requests := map[string][]string{
		"routes": {
			"POST /v1.41/containers/create", "POST /v1.41/containers/abc/exec", "DELETE /v1.41/containers/abc",
			"GET /v1.41/containers/abc/logs", "GET /v1.41/containers/abc/archive?path=/", "GET /v1.41/images/json", "GET /v1.41/info",
			"GET /v1.41/containers/abc/../../info", "GET /v1.41//containers/json", "GET /v1.41/containers/%2e%2e/json",
			"GET /v1.41/containers/abc%2Flogs/json", "POST /v1.41/containers/json", "GET /", "PUT /_ping",
			"GET /v1.41/containers/json/", "HEAD /v1.41/containers/abc/archive", "GET /v1.41/%5Fping",
		},
		"exec": {
			"POST /v1.41/containers/versatile-hub-db/exec", "GET /v1.41/containers/json", "GET /v1.41/containers/versatile-hub-db/json",
			"POST /v1.41/exec/foreign-exec/start", "GET /v1.41/exec/foreign-exec/json", "POST /v1.41/containers/create",
			"PUT /v1.41/containers/versatile-hub-backend/archive", "POST /v1.41/containers/versatile-hub-backend/stop",
			"GET /v1.41/events", "POST /v1.41/containers/x/../versatile-hub-backend/exec", "GET /v1.41/exec/e1/start",
		},
	}
	modes := map[string]func(*engine) http.Handler{"routes": routesOf, "names": namesOf, "exec": execIn}
	requests["names"] = append([]string{"GET /v1.41/events", "GET /v1.41/containers/abc/stats", "GET /v1.41/containers/abc/top"}, requests["routes"]...)
	for mode, all := range requests {
		server, fake := start(t, modes[mode])
		for _, request := range all {
			method, path, _ := strings.Cut(request, " ")
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			// By hand, since a client would tidy the path up.
			fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 13\r\n\r\n{\"Cmd\":[\"x\"]}", method, path)
			conn.SetDeadline(time.Now().Add(5 * time.Second))
			response, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil || response.StatusCode != http.StatusForbidden {
				t.Errorf("%s: %s: %v %v", mode, request, response, err)
			}
			conn.Close()
		}
		if len(fake.asked) > 0 {
			t.Errorf("%s: the engine was asked %v", mode, fake.asked)
		}
	}
}

func TestACommandRunsInItsContainer(t *testing.T) {
	server, fake := start(t, execIn)
	body := `{"User":"","Privileged":false,"Tty":false,"ConsoleSize":null,"AttachStdin":true,"AttachStdout":true,"Cmd":["bench","list"],"Env":["A=b"]}`
	status, text := ask(t, http.MethodPost, server.URL+"/v1.41/containers/versatile-hub-backend/exec", body)
	if status != http.StatusCreated || !strings.Contains(text, "e1") {
		t.Fatalf("%d %s", status, text)
	}
	if _, there := fake.exec["Privileged"]; there || fmt.Sprint(fake.exec["Cmd"]) != "[bench list]" {
		t.Errorf("asked the engine for %v", fake.exec)
	}

	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(5 * time.Second))
	fmt.Fprintf(conn, "POST /v1.41/exec/e1/start HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 2\r\n\r\n{}")
	reader := bufio.NewReader(conn)
	response, err := http.ReadResponse(reader, nil)
	if err != nil || response.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("%v %v", response, err)
	}
	fmt.Fprint(conn, "input\n")
	if line, err := reader.ReadString('\n'); line != "got input\n" {
		t.Errorf("%q %v", line, err)
	}
}

func TestACommandGetsNoMorePower(t *testing.T) {
	server, fake := start(t, execIn)
	for _, body := range []string{
		`{"Cmd":["x"],"Privileged":true}`, `{"Cmd":["x"],"privileged":true}`, `{"Cmd":["x"],"User":"root"}`, `{"Cmd":["x"],"uSER":"0"}`,
		`{"Cmd":["x"],"Privileged":false,"privileged":true}`, `{"Cmd":["x"],"Mounts":[]}`, `{"Cmd":[]}`, `[]`, `{`, ``, `{"Cmd":["x"]`,
		`{"Cmd":["x"],"Privileged":"true"}`,
	} {
		if status, text := ask(t, http.MethodPost, server.URL+"/v1.41/containers/versatile-hub-backend/exec", body); status != http.StatusForbidden {
			t.Errorf("%s: %d %s", body, status, text)
		}
	}
	if len(fake.asked) > 0 {
		t.Errorf("the engine was asked %v", fake.asked)
	}
}

func TestOldCommandsAreForgotten(t *testing.T) {
	p := newExec(nil, "x")
	for i := range maxCommands + 1 {
		p.remember(fmt.Sprint(i))
	}
	if p.knows("0") || !p.knows("1") || !p.knows(fmt.Sprint(maxCommands)) || !slices.Contains(p.commands, "1") {
		t.Error("the oldest alone should be forgotten")
	}
}

func TestAnEngineThatIsAwayIsToldOf(t *testing.T) {
	server := httptest.NewServer(routesOf(newEngine(filepath.Join(t.TempDir(), "none.sock"))))
	defer server.Close()
	for _, path := range []string{"/_ping", "/containers/json"} {
		if status, text := ask(t, http.MethodGet, server.URL+path, ""); status != http.StatusBadGateway || !strings.Contains(text, "did not answer") {
			t.Errorf("%s: %d %s", path, status, text)
		}
	}
}

func TestWrongArgumentsAreRefused(t *testing.T) {
	for _, args := range [][]string{nil, {"routes"}, {"routes", "label"}, {"routes", "=v"}, {"exec"}, {"exec", "../x"}, {"other"}, {"health", "x"}} {
		if err := run(t.Context(), args); err == nil {
			t.Errorf("%v was taken", args)
		}
	}
}
