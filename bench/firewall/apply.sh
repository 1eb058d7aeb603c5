#!/usr/bin/env bash
# How long `./versatile firewall` takes to plan and to apply the hub's rules, as dev's settings have it, with either policy, in turns.
# Needs root, nft, and an engine on which dev runs (./versatile up), of which `policy: enforce` asks who has which address. The rules
# are put in force in namespaces of their own; the machine's own rules, and what is noted of them, are not touched.
#
# apply.sh [ROUNDS]
set -euo pipefail

ROUNDS=${1:-7}
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
NAMESPACE=vhbench-apply
SCRATCH=$(mktemp -d)

clean_up() {
  ip netns delete $NAMESPACE 2>/dev/null || true
  rm -rf "$SCRATCH"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

for policy in open enforce; do
  mkdir -p "$SCRATCH/$policy" "$SCRATCH/var-lib"
  cp Pulumi.yaml "$SCRATCH/$policy"
  sed "s/^config:/&\n  versatile-hub:firewall: {policy: $policy}/" Pulumi.dev.yaml >"$SCRATCH/$policy/Pulumi.dev.yaml"
done

ip netns delete $NAMESPACE 2>/dev/null || true
ip netns add $NAMESPACE
ip -n $NAMESPACE link set lo up

# firewall WORDS...: in the namespaces; all that it prints goes to the file out.
firewall() {
  nsenter --net=/run/netns/$NAMESPACE unshare --mount sh -ec '
    mount --bind "$0" /var/lib
    [ ! -d /run/systemd ] || mount -t tmpfs none /run/systemd
    exec ./versatile firewall "$@"' "$SCRATCH/var-lib" "$@" >"$SCRATCH/out" 2>&1 || {
    cat "$SCRATCH/out" >&2
    return 1
  }
}

# timed WORDS...: prints the seconds that it takes.
timed() (
  TIMEFORMAT=%R
  { time firewall "$@" 2>&3; } 3>&2 2>&1
)

median() { tr ' ' '\n' <<<"${1% }" | sort -n | sed -n "$(((ROUNDS + 1) / 2))p"; }

declare -A plan=() apply=()
firewall plan --stack dev --directory "$SCRATCH/open" # warms up
for ((round = 0; round < ROUNDS; round++)); do
  for policy in open enforce; do
    where=(--stack dev --directory "$SCRATCH/$policy")
    plan[$policy]+="$(timed plan "${where[@]}") "
    apply[$policy]+="$(timed apply --yes "${where[@]}") "
    nsenter --net=/run/netns/$NAMESPACE nft list table inet versatile_hub >"$SCRATCH/table"
    firewall remove
  done
done

flows=$(tr ',' '\n' <"$SCRATCH/table" | grep -Ec '[0-9a-f.:]+ \. [0-9a-f.:]+ \. [0-9]+' || true)
((flows > 0)) || { echo "no flow between members was let through: does dev run? ./versatile up" >&2 && exit 1; }
for policy in open enforce; do
  printf '%-8s  plan %5.2f s   apply %5.2f s\n' $policy "$(median "${plan[$policy]}")" "$(median "${apply[$policy]}")"
done
echo "$flows flows between addresses with enforce"
