package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// routes lets a gateway find where to route to: the containers that carry one label, their labels and addresses. The
// environment, the command, the mounts and all the rest of an inspection stay behind.
type routes struct {
	engine       *engine
	label, value string
}

func newRoutes(engine *engine, label, value string) *routes { return &routes{engine, label, value} }

func (p *routes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	prefix, steps := path(r)
	switch {
	case p.engine.passUnchanged(w, r, steps):
	case r.Method != http.MethodGet || len(steps) == 0:
		refuse(w, r)
	case len(steps) == 1 && steps[0] == "events":
		p.events(w, r)
	case len(steps) == 2 && steps[0] == "containers" && steps[1] == "json":
		p.list(w, r, prefix)
	case len(steps) == 3 && steps[0] == "containers" && isName(steps[1]) && steps[2] == "json":
		p.inspect(w, r, prefix, steps[1])
	default:
		refuse(w, r)
	}
}

// filters are what the label leaves of the engine's list or events, whatever else was asked for.
func (p *routes) filters(more map[string][]string) string {
	filters := map[string][]string{"label": {p.label + "=" + p.value}}
	for key, values := range more {
		filters[key] = values
	}
	encoded, err := json.Marshal(filters)
	if err != nil {
		panic(err) // only strings made here
	}
	return string(encoded)
}

// events tells that something happened to a container of the stack.
func (p *routes) events(w http.ResponseWriter, r *http.Request) {
	query := url.Values{"filters": {p.filters(map[string][]string{"type": {"container"}})}}
	if since := r.URL.Query().Get("since"); since != "" {
		query.Set("since", since)
	}
	r.URL.RawQuery = query.Encode()
	p.engine.proxy.ServeHTTP(w, r)
}

func (p *routes) list(w http.ResponseWriter, r *http.Request, prefix string) {
	query := url.Values{"filters": {p.filters(nil)}}
	if all := r.URL.Query().Get("all"); all != "" {
		query.Set("all", all)
	}
	var containers []object
	status, err := p.engine.get(r.Context(), prefix+"/containers/json", query, &containers)
	if !arrived(w, status, err) {
		return
	}
	kept := make([]object, 0, len(containers))
	for _, container := range containers {
		one := only(container, "Id", "Names", "Image", "Created", "Ports", "State", "Status", "NetworkSettings")
		one["Labels"] = publicLabels(inside(container, "Labels"))
		one["HostConfig"] = only(inside(container, "HostConfig"), "NetworkMode")
		kept = append(kept, one)
	}
	answer(w, kept)
}

func (p *routes) inspect(w http.ResponseWriter, r *http.Request, prefix, container string) {
	var whole object
	status, err := p.engine.get(r.Context(), prefix+"/containers/"+container+"/json", nil, &whole)
	if !arrived(w, status, err) {
		return
	}
	if text(inside(inside(whole, "Config"), "Labels"), p.label) != p.value {
		// As if it were not there: other stacks are not this gateway's business.
		fail(w, http.StatusNotFound, "no such container: "+container)
		return
	}
	answer(w, public(whole))
}

// public is what a router needs to know of a container.
func public(whole object) object {
	kept := only(whole, "Id", "Name", "Created", "NetworkSettings")
	state := only(inside(whole, "State"), "Status", "Running", "Paused", "Restarting", "Dead", "ExitCode", "StartedAt")
	if health := inside(inside(whole, "State"), "Health"); health != nil {
		// The log holds the output of the checks.
		state["Health"] = only(health, "Status", "FailingStreak")
	}
	kept["State"] = state
	config := only(inside(whole, "Config"), "Hostname", "Image", "ExposedPorts")
	config["Labels"] = publicLabels(inside(inside(whole, "Config"), "Labels"))
	kept["Config"] = config
	kept["HostConfig"] = only(inside(whole, "HostConfig"), "NetworkMode", "PortBindings")
	return kept
}

// publicLabels are the gateway's own and the stack's; an image may bring others that hold anything.
func publicLabels(labels object) object {
	kept := object{}
	for label, value := range labels {
		lower := strings.ToLower(label)
		if strings.HasPrefix(lower, "traefik.") || strings.HasPrefix(lower, "versatile.") {
			kept[label] = value
		}
	}
	return kept
}

func arrived(w http.ResponseWriter, status int, err error) bool {
	switch {
	case err != nil:
		fail(w, http.StatusBadGateway, "the engine did not answer: "+err.Error())
	case status != http.StatusOK:
		fail(w, status, "the engine refused")
	default:
		return true
	}
	return false
}
