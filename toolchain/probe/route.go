package main

import (
	"fmt"
	"net"
	"net/netip"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

const (
	onLink  outcome = "on-link"
	gateway outcome = "gateway"
	local   outcome = "local"
)

type routeRequest struct {
	header
	Addresses []string `json:"addresses"`
}

type routeResult struct {
	Address string  `json:"address"`
	Outcome outcome `json:"outcome"`
	Device  string  `json:"device,omitempty"`
	Gateway string  `json:"gateway,omitempty"`
	Source  string  `json:"source,omitempty"`
	Error   string  `json:"error,omitempty"`
}

func (r *routeRequest) check() error { return checkCount("addresses", len(r.Addresses)) }

func (r *routeRequest) perform(*space) any {
	devices := deviceNames()
	results := make([]routeResult, 0, len(r.Addresses))
	for _, text := range r.Addresses {
		address, err := netip.ParseAddr(text)
		if err == nil {
			err = checkAddress(address)
		}
		if err == nil {
			err = checkDestination(address)
		}
		if err != nil {
			results = append(results, routeResult{Address: text, Outcome: failed, Error: err.Error()})
			continue
		}
		result := route(address, devices)
		result.Address = text
		results = append(results, result)
	}
	return results
}

// deviceNames by their index, read once: the kernel lists them all for a single one, too.
func deviceNames() map[int]string {
	names := map[int]string{}
	interfaces, _ := net.Interfaces()
	for _, one := range interfaces {
		names[one.Index] = one.Name
	}
	return names
}

// route asks the kernel which way a packet to the address would take. Nothing is sent.
func route(address netip.Addr, devices map[int]string) routeResult {
	result := routeResult{Address: address.String()}
	routes, err := netlink.RouteGetWithOptions(address.WithZone("").AsSlice(), &netlink.RouteGetOptions{Oif: address.Zone()})
	if err != nil {
		result.Outcome, result.Error = judge(err)
		return result
	}
	if len(routes) == 0 {
		result.Outcome, result.Error = unreachable, "no route"
		return result
	}
	found := routes[0]
	result.Device, result.Source = devices[found.LinkIndex], text(found.Src)
	switch {
	case found.Type == unix.RTN_LOCAL:
		result.Outcome = local
	case found.Type != unix.RTN_UNICAST:
		result.Outcome, result.Error = unreachable, fmt.Sprintf("a route of type %d", found.Type)
	case found.Gw != nil:
		result.Outcome, result.Gateway = gateway, text(found.Gw)
	case found.Via != nil:
		result.Outcome, result.Gateway = gateway, found.Via.String()
	default:
		result.Outcome = onLink
	}
	return result
}

func text(ip net.IP) string {
	if ip == nil {
		return ""
	}
	return ip.String()
}
