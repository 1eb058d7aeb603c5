package main

import "net/http"

// names lets monitoring call containers by their names, and tells nothing else of them but their images and whether
// they run.
type names struct{ labelled }

func (p names) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.serve(w, r,
		func(container object) object { return only(container, "Id", "Names", "Image", "State", "Status") },
		func(container object) object {
			kept := only(container, "Id", "Name")
			kept["State"] = only(inside(container, "State"), "Status", "Running")
			config := only(inside(container, "Config"), "Image")
			// Netdata's cgroup-name.sh names nothing where it finds no environment to go through.
			config["Env"] = []string{}
			kept["Config"] = config
			return kept
		})
}
