package main

import (
	"strings"
	"testing"
)

func TestConfigReadsPortsAndPeers(t *testing.T) {
	c, err := readConfig(env(map[string]string{
		"STAND_IN_NAME":  "chat-bridge",
		"STAND_IN_PORTS": "4000, 4001",
		"STAND_IN_PEERS": "chat-web=http://chat-web:3000,agent=ws://agent:18789,db=tcp://[fd00::1]:5432",
	}))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, c.ports, []int{4000, 4001})
	equal(t, c.peerNames(), []string{"agent", "chat-web", "db"})
	equal(t, c.peers["db"].Host, "[fd00::1]:5432")
}

func TestConfigOfAWorkerHasNoPort(t *testing.T) {
	c, err := readConfig(env(map[string]string{"STAND_IN_NAME": "chat-worker"}))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, len(c.ports)+len(c.peers), 0)
}

func TestConfigReportsEveryProblemAtOnce(t *testing.T) {
	_, err := readConfig(env(map[string]string{
		"STAND_IN_PORTS": "80,80,x,70000",
		"STAND_IN_PEERS": "a=http://a:1,a=http://a:2,b,c=ftp://c:1,d=http://d,e=http://e:1/path,=http://f:1",
	}))
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{
		"STAND_IN_NAME is empty", "80 is named twice", `"x" is not a port`, `"70000" is not a port`, `"a" is named twice`,
		`"b" is not name=`, `"c=ftp://c:1" is not`, `"d=http://d" is not`, `"e=http://e:1/path" is not`, `"=http://f:1" is not`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in:\n%v", want, err)
		}
	}
}

func env(values map[string]string) func(string) string {
	return func(key string) string { return values[key] }
}
