package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
)

const (
	maxBody = 256 << 10
	// maxCommands bounds how many commands are remembered; the oldest is forgotten first.
	maxCommands = 1024
)

// exec lets a client run commands in one container, as the container's own user and with no more power than it has. A
// command can be started, resized and looked at only by the identifier that was handed out here.
type exec struct {
	engine    *engine
	container string

	mutex    sync.Mutex
	commands []string
}

// command is all that a client may say of a command. Privileged, another user and whatever the engine may learn later
// are not in it.
type command struct {
	AttachStdin  bool     `json:"AttachStdin"`
	AttachStdout bool     `json:"AttachStdout"`
	AttachStderr bool     `json:"AttachStderr"`
	Tty          bool     `json:"Tty"`
	DetachKeys   string   `json:"DetachKeys,omitempty"`
	Env          []string `json:"Env,omitempty"`
	WorkingDir   string   `json:"WorkingDir,omitempty"`
	Cmd          []string `json:"Cmd"`
}

// unsaid are members that clients send beside. The first two must have their zero value: a command with another one is
// refused, rather than run with less than was asked for. The others only concern the client's terminal.
type unsaid struct {
	Privileged  bool   `json:"Privileged"`
	User        string `json:"User"`
	Detach      bool   `json:"Detach"`
	ConsoleSize any    `json:"ConsoleSize"`
}

func newExec(engine *engine, container string) *exec {
	return &exec{engine: engine, container: container}
}

func (p *exec) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	prefix, steps := path(r)
	switch {
	case p.engine.passUnchanged(w, r, steps):
	case len(steps) != 3:
		refuse(w, r)
	case r.Method == http.MethodGet && slices.Equal(steps, []string{"containers", p.container, "json"}):
		p.inspect(w, r, prefix)
	case r.Method == http.MethodPost && slices.Equal(steps, []string{"containers", p.container, "exec"}):
		p.create(w, r, prefix)
	case steps[0] == "exec" && p.knows(steps[1]) && isAbout(r.Method, steps[2]):
		p.engine.proxy.ServeHTTP(w, r)
	default:
		refuse(w, r)
	}
}

func isAbout(method, step string) bool {
	switch step {
	case "start", "resize":
		return method == http.MethodPost
	case "json":
		return method == http.MethodGet
	}
	return false
}

func (p *exec) inspect(w http.ResponseWriter, r *http.Request, prefix string) {
	var whole object
	status, err := p.engine.get(r.Context(), prefix+"/containers/"+p.container+"/json", nil, &whole)
	if arrived(w, status, err) {
		answer(w, public(whole))
	}
}

func (p *exec) create(w http.ResponseWriter, r *http.Request, prefix string) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		fail(w, http.StatusBadRequest, "the command could not be read: "+err.Error())
		return
	}
	allowed, err := parseCommand(body)
	if err != nil {
		fail(w, http.StatusForbidden, err.Error())
		return
	}
	created, status, err := p.ask(r, prefix, allowed)
	if err != nil {
		fail(w, http.StatusBadGateway, "the engine did not answer: "+err.Error())
		return
	}
	if id := text(created, "Id"); status == http.StatusCreated && id != "" {
		p.remember(id)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(created)
}

// parseCommand reads what is asked for. The engine gets what was understood here, written anew, so that it cannot
// understand anything else.
func parseCommand(body []byte) (command, error) {
	var refused unsaid
	var allowed command
	strict := json.NewDecoder(bytes.NewReader(body))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&struct {
		*command
		*unsaid
	}{&allowed, &refused}); err != nil {
		return allowed, fmt.Errorf("not a command that is allowed here: %w", err)
	}
	switch {
	case refused.Privileged:
		return allowed, fmt.Errorf("a privileged command is not allowed here")
	case refused.User != "":
		return allowed, fmt.Errorf("commands run as the container's own user here, not as %q", refused.User)
	case len(allowed.Cmd) == 0:
		return allowed, fmt.Errorf("no command")
	}
	return allowed, nil
}

func (p *exec) ask(r *http.Request, prefix string, allowed command) (object, int, error) {
	body, err := json.Marshal(allowed)
	if err != nil {
		return nil, 0, err
	}
	target := url.URL{Scheme: "http", Host: "engine", Path: prefix + "/containers/" + p.container + "/exec"}
	request, err := http.NewRequestWithContext(r.Context(), http.MethodPost, target.String(), bytes.NewReader(body))
	if err != nil {
		return nil, 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := p.engine.client.Do(request)
	if err != nil {
		return nil, 0, err
	}
	defer response.Body.Close()
	var created object
	if err := json.NewDecoder(io.LimitReader(response.Body, maxAnswer)).Decode(&created); err != nil {
		return nil, 0, err
	}
	return created, response.StatusCode, nil
}

func (p *exec) remember(id string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.commands = append(p.commands, id)
	if len(p.commands) > maxCommands {
		p.commands = slices.Delete(p.commands, 0, 1)
	}
}

func (p *exec) knows(id string) bool {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return slices.Contains(p.commands, id)
}
