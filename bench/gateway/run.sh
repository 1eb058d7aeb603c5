#!/usr/bin/env bash
# What the gateway costs, and what an update does: requests a second and their times, directly to chat-web's stand-in and through Traefik,
# with one replica and with three; then a steady load while all replicas are replaced. Needs root. It has its own names, subnets and state,
# and removes what it made.
#   bench/gateway/run.sh [SECONDS [STEADY]]    how long each measurement takes, and the load around an update; 10 and 60 unless told
set -euo pipefail

cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
ROOT=$PWD
SECONDS_EACH=${1:-10} STEADY=${2:-60}
CLIENTS=64 RATE=100
PREFIX=vh-bench
URL=https://chat.bench.localhost/api

eval "$(./versatile env)"
# shellcheck source=toolchain/lib.sh
source toolchain/lib.sh
# shellcheck source=toolchain/go.sh
source toolchain/go.sh
# shellcheck source=toolchain/images.sh
source toolchain/images.sh
ensure_images
ensure_go
step "Building the program, and the load"
# Another release is what the tests have, too.
./mvnw -q -pl stacks/versatile -am -Dunit.tests.skip -Dbrowser.tests.skip package

WORK=$(mktemp -d)
export PULUMI_BACKEND_URL=file://$WORK/state PULUMI_CONFIG_PASSPHRASE=bench NO_COLOR=1
unset PULUMI_CONFIG_PASSPHRASE_FILE
mkdir -p "$WORK/state" "$WORK/jar"

clean_up() {
  docker rm --force $PREFIX-load >/dev/null 2>&1 || true
  (cd "$WORK" && pulumi destroy --yes --skip-preview --non-interactive --stack bench) >/dev/null 2>&1 || true
  rm -rf "$WORK"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

CGO_ENABLED=0 GOTOOLCHAIN=local "$GO" build -C bench/gateway -trimpath -o "$WORK/load" .

# The program of another release: chat-web differs by a variable of its environment.
printf 'Main-Class: app.versatilehub.stack.ProgramOfRelease\nClass-Path: file://%s file://%s\n' \
  "$ROOT/stacks/versatile/target/versatile-program.jar" "$ROOT/stacks/versatile/target/test-classes/" |
  fold -b -w 70 | sed '/^[MC][a-z]*-/!s/^/ /' >"$WORK/jar/manifest"
"${JAVA_HOME:-/usr}/bin/jar" --create --file "$WORK/program.jar" --manifest "$WORK/jar/manifest"
sed "s#binary: .*#binary: $WORK/program.jar#" Pulumi.yaml >"$WORK/Pulumi.yaml"
cp bench/Pulumi.bench.yaml "$WORK/"

# up REPLICAS RELEASE
up() (
  cd "$WORK"
  pulumi config set --stack bench --path versatile-hub:services.chat-web.replicas "$1"
  RELEASE=$2 pulumi up --yes --skip-preview --non-interactive --stack bench >"$WORK/output" 2>&1 || { cat "$WORK/output" >&2 && return 1; }
)

address() { docker inspect --format "{{(index .NetworkSettings.Networks \"$PREFIX-web\").IPAddress}}" "$1"; }

# load NETNS-PID OPTION...: as many clients with as many addresses that the gateway's limit for each of them is not what is measured.
inside() { nsenter --net --target "$INSIDE" "$WORK/load" --clients $CLIENTS --from "$ADDRESSES" "$@"; }

# row TITLE OPTION...
row() {
  local answered failed rate median last
  read -r answered failed rate median last < <(inside --for "${SECONDS_EACH}s" "${@:2}")
  printf '| %-52s | %8s | %8s | %8s | %6s |\n' "$1" "$rate" "$median" "$last" "$failed"
}

update() {
  local answered failed rate median last
  # Time for the load to begin before, and to go on after.
  { sleep 5 && up "$1" "$2"; } &
  read -r answered failed rate median last < <("$WORK/load" --clients 16 --rate $RATE --for "${STEADY}s" --to 127.0.0.1:18443 "$URL")
  wait $!
  printf '| %-52s | %8s | %8s | %8s | %6s |\n' "update of $1 under $RATE a second for $STEADY s" "$rate" "$median" "$last" "$failed"
}

step "Creating the stack"
(cd "$WORK" && pulumi stack init bench) >/dev/null 2>&1
up 1 one
docker run --detach --name $PREFIX-load --network $PREFIX-web "$(image_ref stand-in)" listen 9 >/dev/null
INSIDE=$(docker inspect --format '{{.State.Pid}}' $PREFIX-load)
ADDRESSES=$(printf ',10.215.0.%d' {40..231})
ADDRESSES=${ADDRESSES#,}
for address in ${ADDRESSES//,/ }; do nsenter --net --target "$INSIDE" ip address add "$address/24" dev eth0; done
GATEWAY=$(address $PREFIX-traefik)

step "Measuring, $SECONDS_EACH s each"
printf '\n| %-52s | %8s | %8s | %8s | %6s |\n' "$CLIENTS clients" "a second" "p50 ms" "p99 ms" "failed"
printf '|---|---|---|---|---|\n'
one=$(address $PREFIX-chat-web):3000
inside --for 3s --to "$one" "http://${URL#https://}" >/dev/null # warms up
row "direct, HTTP, one" --to "$one" "http://${URL#https://}"
row "direct, HTTP, one, each by a new connection" --fresh --to "$one" "http://${URL#https://}"
inside --for 3s --to "$GATEWAY:443" "$URL" >/dev/null
row "Traefik, TLS, one" --to "$GATEWAY:443" "$URL"
row "Traefik, TLS, one, each by a new connection" --fresh --to "$GATEWAY:443" "$URL"
up 3 one
sleep 3
three=$one,$(address $PREFIX-chat-web-2):3000,$(address $PREFIX-chat-web-3):3000
row "direct, HTTP, three" --to "$three" "http://${URL#https://}"
row "Traefik, TLS, three" --to "$GATEWAY:443" "$URL"
update 3 two
up 1 two
update 1 three
