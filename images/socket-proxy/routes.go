package main

import (
	"net/http"
	"net/url"
	"strings"
)

// routes lets a gateway find where to route to: the containers that carry one label, their labels and addresses. The
// environment, the command, the mounts and all the rest of an inspection stay behind.
type routes struct{ labelled }

func (p routes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, steps := path(r); r.Method == http.MethodGet && len(steps) == 1 && steps[0] == "events" {
		p.events(w, r)
		return
	}
	p.serve(w, r, listed, public)
}

// events tells that something happened to a container of the stack.
func (p routes) events(w http.ResponseWriter, r *http.Request) {
	query := url.Values{"filters": {p.filters(map[string][]string{"type": {"container"}})}}
	if since := r.URL.Query().Get("since"); since != "" {
		query.Set("since", since)
	}
	r.URL.RawQuery = query.Encode()
	p.engine.proxy.ServeHTTP(w, r)
}

// listed is what a router needs to know of a container in a list.
func listed(container object) object {
	kept := only(container, "Id", "Names", "Image", "Created", "Ports", "State", "Status", "NetworkSettings")
	kept["Labels"] = publicLabels(inside(container, "Labels"))
	kept["HostConfig"] = only(inside(container, "HostConfig"), "NetworkMode")
	return kept
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
