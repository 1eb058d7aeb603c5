package main

import (
	"net"
	"net/url"
	"strings"
	"testing"
)

func TestAJobEndsWellWhenAllPeersAnswer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	up := &url.URL{Scheme: "tcp", Host: listener.Addr().String()}
	var out strings.Builder
	if err := job(t.Context(), config{name: "prepare", peers: map[string]*url.URL{"db": up}}, &out); err != nil {
		t.Error(err)
	}
	if out.String() != "prepare reached db\n" {
		t.Errorf("%q", out.String())
	}
}

func TestAJobFailsAndNamesThePeerThatDoesNotAnswer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	down := &url.URL{Scheme: "tcp", Host: listener.Addr().String()}
	listener.Close()
	var out strings.Builder
	if err := job(t.Context(), config{name: "prepare", peers: map[string]*url.URL{"db": down}}, &out); err == nil || !strings.Contains(err.Error(), "db: ") {
		t.Errorf("%v", err)
	}
}
