package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// maxAnswer bounds what is read of one answer before it is rewritten.
const maxAnswer = 16 << 20

var (
	version = regexp.MustCompile(`^/v1\.[0-9]{1,2}(/.*)$`)
	name    = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$`)
)

func isName(text string) bool { return name.MatchString(text) }

// engine asks the engine behind the socket.
type engine struct {
	client *http.Client
	proxy  *httputil.ReverseProxy
}

func newEngine(path string) *engine {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "unix", path)
	}
	transport := &http.Transport{DialContext: dial, MaxIdleConns: 16, IdleConnTimeout: time.Minute}
	return &engine{
		client: &http.Client{Transport: transport, Timeout: 30 * time.Second},
		proxy: &httputil.ReverseProxy{
			Transport: transport,
			// Events and the output of commands are to arrive as they come.
			FlushInterval: -1,
			Rewrite: func(r *httputil.ProxyRequest) {
				r.SetURL(&url.URL{Scheme: "http", Host: "engine"})
				r.Out.Host = "engine"
			},
			ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
				fail(w, http.StatusBadGateway, "the engine did not answer: "+err.Error())
			},
		},
	}
}

// path splits "/v1.41/containers/x/json" into its version, "/v1.41", and its steps. What is not spelled plainly has no
// steps: empty steps and dots are ways to say one thing to a proxy and another to the engine, and so are escapes, which
// are left as they are and so never match.
func path(r *http.Request) (prefix string, steps []string) {
	escaped := r.URL.EscapedPath()
	rest := escaped
	if match := version.FindStringSubmatch(escaped); match != nil {
		rest = match[1]
		prefix = strings.TrimSuffix(escaped, rest)
	}
	steps = strings.Split(strings.TrimPrefix(rest, "/"), "/")
	for _, step := range steps {
		if step == "" || step == "." || step == ".." {
			return "", nil
		}
	}
	return prefix, steps
}

// passUnchanged lets the two questions through that tell of nothing but the engine itself.
func (e *engine) passUnchanged(w http.ResponseWriter, r *http.Request, steps []string) bool {
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	if reads && len(steps) == 1 && (steps[0] == "_ping" || steps[0] == "version") {
		e.proxy.ServeHTTP(w, r)
		return true
	}
	return false
}

// get asks the engine itself and decodes the answer; status tells when it is not 200.
func (e *engine) get(ctx context.Context, path string, query url.Values, into any) (status int, err error) {
	target := url.URL{Scheme: "http", Host: "engine", Path: path, RawQuery: query.Encode()}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return 0, err
	}
	response, err := e.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return response.StatusCode, nil
	}
	return http.StatusOK, json.NewDecoder(io.LimitReader(response.Body, maxAnswer)).Decode(into)
}

// object is JSON of which only some members are known here.
type object = map[string]any

// only keeps the named members of an object.
func only(from object, members ...string) object {
	kept := object{}
	for _, member := range members {
		if value, there := from[member]; there {
			kept[member] = value
		}
	}
	return kept
}

func inside(from object, member string) object {
	value, _ := from[member].(object)
	return value
}

func text(from object, member string) string {
	value, _ := from[member].(string)
	return value
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}

// fail answers as the engine does, so that clients show the reason.
func fail(w http.ResponseWriter, status int, reason string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(object{"message": "socket-proxy: " + reason})
}

func refuse(w http.ResponseWriter, r *http.Request) {
	// Read first: a connection that is closed with something unread is reset, and the client may lose the reason.
	_, _ = io.Copy(io.Discard, http.MaxBytesReader(w, r.Body, maxBody))
	fail(w, http.StatusForbidden, fmt.Sprintf("%s %s is not allowed here", r.Method, r.URL.Path))
}
