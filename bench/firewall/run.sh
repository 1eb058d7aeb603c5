#!/usr/bin/env bash
# Throughput between two members of one bridge, with and without the rules that hold members to flows, in turns.
# Needs root, nft and perl, and the rules as `./versatile firewall plan` prints them with policy: enforce. Everything is in network
# namespaces of its own; the machine's own rules are not touched.
#
# run.sh [ROUNDS [MIBIBYTES]]
set -euo pipefail

ROUNDS=${1:-7}
MIB=${2:-4096}
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
GOLDEN=../../modules/firewall/src/test/resources/golden/enforce.nft
HOST=vhbench-host A=vhbench-a B=vhbench-b
PIDS=()

clean_up() {
  local name
  ((${#PIDS[@]} == 0)) || kill "${PIDS[@]}" 2>/dev/null || true
  for name in $HOST $A $B; do ip netns delete "$name" 2>/dev/null || true; done
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

inside() { ip netns exec "$@"; }

clean_up
for name in $HOST $A $B; do
  ip netns add "$name"
  ip -n "$name" link set lo up
done
# One of the hub's ranges, which the rules are about.
ip -n $HOST link add br-bench type bridge
ip -n $HOST link set br-bench up
number=2
for name in $A $B; do
  ip -n $HOST link add "veth$number" type veth peer name eth0 netns "$name"
  ip -n $HOST link set "veth$number" master br-bench up
  ip -n "$name" address add "10.213.0.$number/24" dev eth0
  ip -n "$name" link set eth0 up
  number=$((number + 1))
done

# sink NAMESPACE ADDRESS: reads whatever comes, and closes.
sink() {
  inside "$1" timeout 600 perl -MIO::Socket::INET -e '
    my $s = IO::Socket::INET->new(LocalAddr => shift, LocalPort => 5201, Listen => 5, ReuseAddr => 1) or die $@;
    while (my $c = $s->accept) { my $b; 1 while sysread($c, $b, 1 << 20); close $c }' "$2" &
  PIDS+=($!)
}
sink $A 10.213.0.2
sink $B 10.213.0.3
sleep 0.5

answers_back() { inside $B timeout 1 bash -c 'exec 3<>/dev/tcp/10.213.0.2/5201' 2>/dev/null; }

# Prints MiB per second.
send() {
  inside $A timeout 120 perl -MIO::Socket::INET -MTime::HiRes=time -e '
    my ($mib) = @ARGV;
    my $s = IO::Socket::INET->new(PeerAddr => "10.213.0.3", PeerPort => 5201) or die $@;
    my $block = "x" x (1 << 20);
    my $begin = time;
    for (1 .. $mib) { my $at = 0; $at += syswrite($s, $block, (1 << 20) - $at, $at) while $at < 1 << 20 }
    shutdown($s, 1); sysread($s, my $end, 1);
    printf "%.0f\n", $mib / (time - $begin)' "$MIB"
}

filter() { inside $HOST sysctl -q -w net.bridge.bridge-nf-call-iptables="$1" net.bridge.bridge-nf-call-ip6tables="$1"; }

rules() {
  inside $HOST nft -f "$GOLDEN"
  inside $HOST nft -f - <<'RULES'
add element inet versatile_hub flows4 { 10.213.0.2 . 10.213.0.3 . 5201 }
RULES
}

no_rules() { inside $HOST nft delete table inet versatile_hub 2>/dev/null || true; }

median() { sort -n | sed -n "$(((ROUNDS + 1) / 2))p"; }

declare -A all=()
answers_back || { echo "nobody listens where the rules are to close" >&2 && exit 1; }
send >/dev/null # warms up
for ((round = 0; round < ROUNDS; round++)); do
  no_rules && filter 0 && all[off]+="$(send) "
  filter 1 && all[without]+="$(send) "
  rules && all[with]+="$(send) "
done

# What is no flow is dropped, so that the rules were really in the way.
if answers_back; then
  echo "the rules do not hold" >&2
  exit 1
fi

off=$(tr ' ' '\n' <<<"${all[off]% }" | median)
without=$(tr ' ' '\n' <<<"${all[without]% }" | median)
with=$(tr ' ' '\n' <<<"${all[with]% }" | median)
printf 'bridges not shown to the firewall  %6d MiB/s\n' "$off"
printf 'shown, no rules                    %6d MiB/s\n' "$without"
printf 'shown, members held to flows       %6d MiB/s\n' "$with"
awk -v a="$with" -v b="$without" -v c="$off" \
  'BEGIN { printf "%.1f %% of without rules, %.1f %% of without any filter of bridges\n", 100 * a / b, 100 * a / c }'
