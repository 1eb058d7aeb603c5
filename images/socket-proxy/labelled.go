package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// labelled are the containers that carry one label. No others are there, as far as a client is told.
type labelled struct {
	engine       *engine
	label, value string
}

// serve answers the engine's ping and version, the list and inspections, of which it leaves what these say.
func (p labelled) serve(w http.ResponseWriter, r *http.Request, listed, inspected func(object) object) {
	prefix, steps := path(r)
	switch {
	case p.engine.passUnchanged(w, r, steps):
	case r.Method != http.MethodGet:
		refuse(w, r)
	case len(steps) == 2 && steps[0] == "containers" && steps[1] == "json":
		p.list(w, r, prefix, listed)
	case len(steps) == 3 && steps[0] == "containers" && isName(steps[1]) && steps[2] == "json":
		p.inspect(w, r, prefix, steps[1], inspected)
	default:
		refuse(w, r)
	}
}

// filters are what the label leaves of the engine's list or events, whatever else was asked for.
func (p labelled) filters(more map[string][]string) string {
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

func (p labelled) list(w http.ResponseWriter, r *http.Request, prefix string, kept func(object) object) {
	query := url.Values{"filters": {p.filters(nil)}}
	if all := r.URL.Query().Get("all"); all != "" {
		query.Set("all", all)
	}
	var containers []object
	status, err := p.engine.get(r.Context(), prefix+"/containers/json", query, &containers)
	if !arrived(w, status, err) {
		return
	}
	answers := make([]object, 0, len(containers))
	serving := serving(containers)
	for _, container := range containers {
		if predecessor := predecessor.FindStringSubmatch(nameOf(container)); predecessor != nil && serving[predecessor[1]] {
			continue
		}
		answers = append(answers, kept(container))
	}
	answer(w, answers)
}

// predecessor is the name of a container while its successor is made. It serves until the successor does; after that
// nothing more is to come to it, since it is about to stop.
var predecessor = regexp.MustCompile(`^(.+)\.before-[0-9a-f]{12}$`)

// serving are the names of the containers that a gateway would send requests to.
func serving(containers []object) map[string]bool {
	names := map[string]bool{}
	for _, container := range containers {
		status := text(container, "Status")
		unwell := strings.Contains(status, "(unhealthy)") || strings.Contains(status, "(health: starting)")
		names[nameOf(container)] = text(container, "State") == "running" && !unwell
	}
	return names
}

func nameOf(container object) string {
	if names, ok := container["Names"].([]any); ok && len(names) > 0 {
		name, _ := names[0].(string)
		return strings.TrimPrefix(name, "/")
	}
	return ""
}

func (p labelled) inspect(w http.ResponseWriter, r *http.Request, prefix, container string, kept func(object) object) {
	var whole object
	status, err := p.engine.get(r.Context(), prefix+"/containers/"+container+"/json", nil, &whole)
	if !arrived(w, status, err) {
		return
	}
	if text(inside(inside(whole, "Config"), "Labels"), p.label) != p.value {
		// As if it were not there: other stacks are nobody's business here.
		fail(w, http.StatusNotFound, "no such container: "+container)
		return
	}
	answer(w, kept(whole))
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
