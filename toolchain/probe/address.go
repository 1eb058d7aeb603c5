package main

import (
	"errors"
	"fmt"
	"net/netip"
)

// parseEndpoint reads an address with a port. It takes no names, so nothing is ever resolved on the way.
func parseEndpoint(text string) (netip.AddrPort, error) {
	endpoint, err := netip.ParseAddrPort(text)
	if err != nil {
		return netip.AddrPort{}, err
	}
	return endpoint, checkAddress(endpoint.Addr())
}

// parseTarget reads where a packet can go.
func parseTarget(text string) (netip.AddrPort, error) {
	endpoint, err := parseEndpoint(text)
	if err != nil {
		return netip.AddrPort{}, err
	}
	if endpoint.Port() == 0 {
		return netip.AddrPort{}, errors.New("port 0 is no target")
	}
	return endpoint, checkDestination(endpoint.Addr())
}

func checkAddress(address netip.Addr) error {
	switch {
	case address.Is4In6():
		return fmt.Errorf("%s is an IPv4 address: write %s", address, address.Unmap())
	case address.Is6() && address.IsLinkLocalUnicast() && address.Zone() == "":
		return fmt.Errorf("%s needs its interface, as in %s%%eth0", address, address)
	case address.IsMulticast():
		return fmt.Errorf("%s is a multicast address", address)
	default:
		return nil
	}
}

func checkDestination(address netip.Addr) error {
	if address.IsUnspecified() {
		// The kernel takes it for the own host.
		return fmt.Errorf("%s is no destination", address)
	}
	return nil
}

func family(network string, address netip.Addr) string {
	if address.Is4() {
		return network + "4"
	}
	return network + "6"
}
