#!/usr/bin/env bash
# Tests of the programs in Go: their own, and of the probe between two network namespaces that a virtual cable joins. Nothing leaves them.
set -euo pipefail
cd "$(dirname "$0")/.." || exit 1

for library in lib go probe; do
  # shellcheck source=/dev/null
  source "$PWD/toolchain/$library.sh"
done

ensure_go
for program in toolchain/probe images/stand-in images/socket-proxy; do
  run_logged "Testing $program" env CGO_ENABLED=0 GOFLAGS= GOTOOLCHAIN=local "$GO" -C "$program" test -mod=readonly .
done

if ((EUID != 0)) || ! have ip || ! have iptables; then
  say "skipped: the probe between two network namespaces, which needs root, ip and iptables"
  exit 0
fi

ensure_probe
case $(uname -m) in
  x86_64) PROBE=$VERSATILE_PROBE/probe-amd64 ;;
  aarch64) PROBE=$VERSATILE_PROBE/probe-arm64 ;;
  *)
    say "skipped: the probe between two network namespaces, which is built for other processors"
    exit 0
    ;;
esac

HERE=vh-probe-$$-here THERE=vh-probe-$$-there
SERVICE=''
remove_namespaces() {
  # Its input ends with this shell; it is only waited for here.
  [[ -z $SERVICE ]] || { kill "$SERVICE" && wait "$SERVICE"; } 2>/dev/null || true
  ip netns delete "$HERE" 2>/dev/null || true
  ip netns delete "$THERE" 2>/dev/null || true
}
trap 'remove_namespaces; clean_up' EXIT

here() { ip netns exec "$HERE" "$@"; }
there() { ip netns exec "$THERE" "$@"; }

# --- The namespaces: 10.0.0.0/24 and fd00::/64 on the cable, and 10.0.5.1 and fd00:5::1 behind the gateway `there` -----------
ip netns add "$HERE"
ip netns add "$THERE"
ip -n "$HERE" link add cable type veth peer name cable netns "$THERE"
for end in "$HERE 1" "$THERE 2"; do
  read -r namespace number <<<"$end"
  ip -n "$namespace" link set lo up
  ip -n "$namespace" address add "10.0.0.$number/24" dev cable
  ip -n "$namespace" address add "fd00::$number/64" dev cable nodad
  ip -n "$namespace" link set cable up
done
ip -n "$THERE" address add 10.0.5.1/32 dev lo
ip -n "$THERE" address add fd00:5::1/128 dev lo nodad
ip -n "$HERE" route add default via 10.0.0.2
ip -n "$HERE" -6 route add default via fd00::2
ip -n "$HERE" route add blackhole 10.0.7.0/24
ip -n "$HERE" route add prohibit 10.0.8.0/24
ip -n "$HERE" -6 route add blackhole fd00:7::/64
ip -n "$HERE" -6 route add unreachable fd00:8::/64
# A gateway without a route answers so.
there sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
there iptables -A INPUT -p tcp --dport 81 -j DROP
there ip6tables -A INPUT -p tcp --dport 81 -j DROP
there iptables -A INPUT -p tcp --dport 82 -j REJECT --reject-with icmp-admin-prohibited
there ip6tables -A INPUT -p tcp --dport 82 -j REJECT --reject-with icmp6-adm-prohibited

# ask NAMESPACE REQUEST: prints the answer of a probe that runs there.
ask() {
  local answer
  coproc PROBING { ip netns exec "$1" "$PROBE" -lifetime 10s; }
  # Fails when there is no greeting.
  read -r -t 10 answer <&"${PROBING[0]}"
  printf '%s\n' "$2" >&"${PROBING[1]}"
  read -r -t 10 answer <&"${PROBING[0]}"
  printf '%s\n' "$answer"
}

# A new interface takes a moment until IPv6 finds its neighbours.
for ((try = 0; try < 20; try++)); do
  [[ $(ask "$HERE" '{"id":1,"do":"connect","targets":["[fd00::2]:79"],"timeoutMs":250}') != *refused* ]] || break
done

# --- A service at port 80 --------------------------------------------------------------------------
new_temporary
mkfifo "$TEMPORARY/requests" "$TEMPORARY/answers"
there "$PROBE" -lifetime 60s <"$TEMPORARY/requests" >"$TEMPORARY/answers" &
SERVICE=$!
exec 7>"$TEMPORARY/requests" 8<"$TEMPORARY/answers"
read -r -t 10 greeting <&8
printf '%s\n' '{"id":1,"do":"listen","addresses":["10.0.0.2:80","10.0.5.1:80","[fd00::2]:80","[fd00:5::1]:80"]}' >&7
read -r -t 10 opened <&8

passed=0 failed=0
# expect TEXT IN: each answer is one line, so that a test is a part of it.
expect() {
  if [[ $2 == *"$1"* ]]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED: no %s in:\n%s\n' "$1" "$2"
  fi
}

expect '"name":"cable","addresses":["10.0.0.2/24","fd00::2/64"' "$greeting"
for address in 10.0.0.2:80 10.0.5.1:80 '[fd00::2]:80' '[fd00:5::1]:80'; do
  expect "{\"address\":\"$address\",\"outcome\":\"listening\"}" "$opened"
done

# expect_all KEY ANSWER: reads what each target's outcome must be.
expect_all() {
  local target outcome
  while read -r target outcome; do
    expect "{\"$1\":\"$target\",\"outcome\":\"$outcome\"" "$2"
  done
}

expect_all address "$(ask "$THERE" '{"id":1,"do":"listen","addresses":["10.0.0.2:80","[fd00::2]:80","10.0.0.2:443","10.0.0.1:80"]}')" <<'CASES'
10.0.0.2:80 taken
[fd00::2]:80 taken
10.0.0.2:443 listening
10.0.0.1:80 failed
CASES

TARGETS='"10.0.0.2:80","10.0.0.2:79","10.0.0.2:81","10.0.0.2:82","10.0.5.1:80","10.0.6.1:80","10.0.7.1:80","10.0.8.1:80",
"[fd00::2]:80","[fd00::2]:79","[fd00::2]:81","[fd00::2]:82","[fd00:5::1]:80","[fd00:6::1]:80","[fd00:7::1]:80","[fd00:8::1]:80"'
TARGETS=${TARGETS//$'\n'/}
ANYWHERE=$(ask "$HERE" "{\"id\":1,\"do\":\"connect\",\"targets\":[$TARGETS],\"timeoutMs\":700}")
expect_all target "$ANYWHERE" <<'CASES'
10.0.0.2:80 open
10.0.0.2:79 refused
10.0.0.2:81 dropped
10.0.0.2:82 unreachable
10.0.5.1:80 open
10.0.6.1:80 unreachable
10.0.7.1:80 unreachable
10.0.8.1:80 unreachable
[fd00::2]:80 open
[fd00::2]:79 refused
[fd00::2]:81 dropped
[fd00::2]:82 unreachable
[fd00:5::1]:80 open
[fd00:6::1]:80 unreachable
[fd00:7::1]:80 unreachable
[fd00:8::1]:80 unreachable
CASES

ON_LINK=$(ask "$HERE" "{\"id\":1,\"do\":\"connect\",\"targets\":[$TARGETS],\"timeoutMs\":700,\"onLinkOnly\":true}")
expect_all target "$ON_LINK" <<'CASES'
10.0.0.2:80 open
10.0.0.2:81 dropped
10.0.5.1:80 unreachable
[fd00::2]:80 open
[fd00::2]:81 dropped
[fd00:5::1]:80 unreachable
CASES

ADDRESSES='"10.0.0.1","10.0.0.2","10.0.5.1","10.0.7.1","10.0.8.1","fd00::1","fd00::2","fd00:5::1","fd00:7::1","fd00:8::1"'
ROUTES=$(ask "$HERE" "{\"id\":1,\"do\":\"route\",\"addresses\":[$ADDRESSES]}")
expect_all address "$ROUTES" <<'CASES'
10.0.0.1 local
10.0.0.2 on-link
10.0.5.1 gateway
10.0.7.1 unreachable
10.0.8.1 unreachable
fd00::1 local
fd00::2 on-link
fd00:5::1 gateway
fd00:7::1 unreachable
fd00:8::1 unreachable
CASES
expect '"outcome":"gateway","device":"cable","gateway":"10.0.0.2","source":"10.0.0.1"' "$ROUTES"
expect '"outcome":"gateway","device":"cable","gateway":"fd00::2","source":"fd00::1"' "$ROUTES"

echo "$passed passed, $failed failed"
((failed == 0))
