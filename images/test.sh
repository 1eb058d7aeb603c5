#!/usr/bin/env bash
# Runs every image and tries what the stack relies on. Everything it makes is named vh-images-test-* and removed at the end.
set -euo pipefail

HERE=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=../toolchain/lib.sh
source "$HERE/../toolchain/lib.sh"
# shellcheck source=../toolchain/go.sh
source "$HERE/../toolchain/go.sh"
# shellcheck source=../toolchain/images.sh
source "$HERE/../toolchain/images.sh"

P=vh-images-test
PASSED=0
FAILED=0

remove_all() {
  local -a found
  mapfile -t found < <(docker ps -aq --filter "name=^$P-")
  ((${#found[@]} == 0)) || docker rm -fv "${found[@]}" >/dev/null
  mapfile -t found < <(docker volume ls -q --filter "name=^$P-")
  ((${#found[@]} == 0)) || docker volume rm -f "${found[@]}" >/dev/null
  mapfile -t found < <(docker network ls -q --filter "name=^$P-")
  ((${#found[@]} == 0)) || docker network rm "${found[@]}" >/dev/null
}
trap 'remove_all; clean_up' EXIT

# claim TEXT COMMAND...: counts whether the command succeeds; shows what it printed when it does not.
claim() {
  local text=$1 output
  shift
  if output=$("$@" 2>&1); then
    PASSED=$((PASSED + 1))
    printf 'ok    %s\n' "$text"
  else
    FAILED=$((FAILED + 1))
    printf 'FAIL  %s\n      %s\n' "$text" "${output//$'\n'/$'\n'      }"
  fi
}

# within SECONDS COMMAND...: repeats the command until it succeeds.
within() {
  local deadline=$((SECONDS + $1)) output
  shift
  until output=$("$@" 2>&1); do
    ((SECONDS < deadline)) || { printf 'not within its time: %s\n%s\n' "$*" "$output"; return 1; }
    sleep 0.2
  done
}

# prints TEXT COMMAND...: the command's output has the text, whether or not it succeeds.
prints() {
  local output
  output=$("${@:2}" 2>&1) || true
  [[ $output == *"$1"* ]] || { printf 'no %s in:\n%s\n' "$1" "$output"; return 1; }
}
# silent_about TEXT COMMAND...: the command succeeds and its output does not have the text.
silent_about() {
  local output
  if ! output=$("${@:2}" 2>&1) || [[ $output == *"$1"* ]]; then
    printf 'failed, or %s in:\n%s\n' "$1" "$output"
    return 1
  fi
}

run() { docker run -d --network "$P-net" --name "$P-$1" "${@:2}" >/dev/null; }
in_container() { timeout 20 docker exec "$P-$1" "${@:2}"; }
healthy() { [[ $(docker inspect --format '{{.State.Health.Status}}' "$P-$1") == healthy ]]; }
# health COMMAND: the options of a health check that is tried often.
health() { printf '%s\n' --health-interval=1s --health-timeout=3s "--health-cmd=$1"; }
built_here() { [[ $(docker image inspect --format '{{index .Config.Labels "versatile-hub.origin"}}' "$(image_ref "$1")") == "built here" ]]; }
# url NAME PORT: where a published port of a container is.
url() { printf 'http://%s' "$(docker port "$P-$1" "$2/tcp" | head -n 1)"; }
http() { curl -s --max-time 10 "$@"; }

# What a container is given in the stack: nothing that it does not need. An entry point that starts as root needs some
# capabilities to hand a volume over and to become another user.
LOCKED=(--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges)
STARTS_AS_ROOT=("${LOCKED[@]}")
for capability in CHOWN DAC_OVERRIDE FOWNER SETGID SETUID; do STARTS_AS_ROOT+=(--cap-add "$capability"); done

ensure_images "${ALL_IMAGES[@]}"
remove_all
docker network create "$P-net" >/dev/null
docker network create --internal "$P-internal" >/dev/null

new_temporary
SECRETS=$TEMPORARY
# Characters that quoting gets wrong first.
# shellcheck disable=SC2016
PASSWORD='p"a'\''s\s $x'
printf '%s' "$PASSWORD" >"$SECRETS/password"
chmod 0400 "$SECRETS/password"
SECRET=(-v "$SECRETS/password:/run/secrets/password:ro")

STAND_IN=$(image_ref stand-in)
TRAEFIK=$(image_ref traefik)
POSTGRES=$(image_ref postgres)
REDIS=$(image_ref redis)
MARIADB=$(image_ref mariadb)
NETDATA=$(image_ref netdata)

# --- Everything starts at once, so that the waiting overlaps ---------------------------------------

start_postgres() {
  mapfile -t check < <(health 'pg_isready -U chatwoot')
  run postgres "${STARTS_AS_ROOT[@]}" --tmpfs /var/run/postgresql "${check[@]}" "${SECRET[@]}" \
    -v "$P-postgres:/var/lib/postgresql/data" -e POSTGRES_USER=chatwoot \
    -e POSTGRES_PASSWORD_FILE=/run/secrets/password -e POSTGRES_DB=chat "$POSTGRES"
}
start_redis() {
  # shellcheck disable=SC2016
  mapfile -t check < <(health 'REDISCLI_AUTH=$(cat /run/secrets/password) redis-cli ping | grep -q PONG')
  run redis "${STARTS_AS_ROOT[@]}" "${check[@]}" "${SECRET[@]}" -v "$P-redis:/data" -e REDIS_PASSWORD_FILE=/run/secrets/password "$REDIS"
}
start_mariadb() {
  mapfile -t check < <(health 'healthcheck.sh --connect --innodb_initialized')
  run mariadb "${STARTS_AS_ROOT[@]}" --tmpfs /run/mysqld "${check[@]}" "${SECRET[@]}" -v "$P-mariadb:/var/lib/mysql" \
    -e MYSQL_ROOT_PASSWORD_FILE=/run/secrets/password \
    -e MARIADB_DATABASE=hub_db -e MARIADB_USER=frappe -e MARIADB_PASSWORD_FILE=/run/secrets/password "$MARIADB" \
    --character-set-server=utf8mb4
}
start_postgres
start_redis
start_mariadb

# shellcheck disable=SC2016  # the backquotes are Traefik's
run web "${LOCKED[@]}" -e STAND_IN_NAME=chat-web -e STAND_IN_PORTS=3000,3001 \
  --label "vh-images-test=yes" --label traefik.enable=true \
  --label 'traefik.http.routers.web.rule=PathPrefix(`/`)' --label traefik.http.services.web.loadbalancer.server.port=3000 "$STAND_IN"
run bridge "${LOCKED[@]}" -e STAND_IN_NAME=chat-bridge -e STAND_IN_PORTS=4000 \
  -e "STAND_IN_PEERS=chat-web=http://$P-web:3000,gateway=ws://$P-traefik:80" "$STAND_IN"
run agent "${LOCKED[@]}" -p 127.0.0.1::18789 -e STAND_IN_NAME=agent -e STAND_IN_PORTS=18789 \
  -e "STAND_IN_PEERS=chat-bridge=ws://$P-bridge:4000,bridge-http=http://$P-bridge:4000,redis=tcp://$P-redis:6379,closed=http://$P-web:9" \
  "$STAND_IN"
run worker "${LOCKED[@]}" -e STAND_IN_NAME=chat-worker "$STAND_IN"
docker run -d --network "$P-internal" --name "$P-alone" "${LOCKED[@]}" -e STAND_IN_NAME=alone "$STAND_IN" >/dev/null
run listener "${LOCKED[@]}" "$STAND_IN" listen 7001 7002

run netdata --cap-drop ALL --security-opt no-new-privileges -v /sys/fs/cgroup:/sys/fs/cgroup:ro "$NETDATA"

# Its health check is run by hand below: docker's --health-cmd wants a shell, which a scratch image has not.
# shellcheck disable=SC2016
run traefik --read-only --security-opt no-new-privileges -p 127.0.0.1::80 -v /var/run/docker.sock:/var/run/docker.sock:ro "$TRAEFIK" --ping=true \
  --providers.docker=true --providers.docker.exposedbydefault=false --providers.docker.network="$P-net" \
  '--providers.docker.constraints=Label(`vh-images-test`,`yes`)' --entrypoints.web.address=:80 --global.checknewversion=false

# --- stand-in --------------------------------------------------------------------------------------

claim "stand-in: is healthy when its ports answer" within 15 healthy web
claim "stand-in: a worker without ports is healthy" within 15 healthy worker
AGENT=$(url agent 18789)
claim "stand-in: tells who answered" prints '"service":"agent"' http "$AGENT/any/path"
claim "stand-in: keeps credentials to itself" silent_about tell-nobody \
  http -H 'Authorization: tell-nobody' -H 'Cookie: a=tell-nobody' "$AGENT/?q=tell-nobody"
claim "stand-in: calls a peer over WebSocket" prints '"echo":"hello from agent"' http "$AGENT/call/chat-bridge"
claim "stand-in: calls over two hops" prints '"path":"/api"' http "$AGENT/call/bridge-http/call/chat-web/api"
claim "stand-in: connects to a TCP peer" prints '"connected":' http "$AGENT/call/redis"
claim "stand-in: refuses an undeclared peer" prints 403 http -o /dev/null -w '%{http_code}' "$AGENT/call/hub-db"
claim "stand-in: names a refused connection" prints '"outcome":"refused"' http "$AGENT/call/closed"
claim "stand-in: passes a message along its route" prints '"via":["agent","chat-bridge","chat-web"]' \
  http -d '{"route":["chat-bridge","chat-web"],"text":"hi"}' "$AGENT/message"
PROBE=(in_container agent /stand-in probe 1500)
claim "stand-in: probes an open port" prints '"outcome":"open"' "${PROBE[@]}" "tcp:$P-listener:7002"
claim "stand-in: probes a closed port" prints '"outcome":"refused"' "${PROBE[@]}" "tcp:$P-listener:7003"
claim "stand-in: resolves a name by Docker's DNS" prints '"outcome":"open"' "${PROBE[@]}" "dns:$P-web"
claim "stand-in: does not resolve a name of another network" prints '"outcome":"unresolved"' "${PROBE[@]}" "dns:$P-alone"
claim "stand-in: finds no way out of an internal network" silent_about '"outcome":"open"' \
  in_container alone /stand-in probe 1500 tcp:192.0.2.1:80
claim "stand-in: runs as 10001" prints 10001:10001 docker inspect --format '{{.Config.User}}' "$P-agent"
claim "stand-in: stops on SIGTERM" timeout 3 docker stop -t 10 "$P-worker"

# --- traefik ---------------------------------------------------------------------------------------

claim "traefik: answers its health check" within 15 in_container traefik traefik healthcheck --ping
GATEWAY=$(url traefik 80)
claim "traefik: serves a route from labels" within 15 prints '"service":"chat-web"' http "$GATEWAY/x"
claim "traefik: tells the service whom it forwards for" prints '"X-Forwarded-Proto":"http"' http "$GATEWAY/x"
claim "traefik: carries a WebSocket" prints 'hello from chat-bridge' http "$AGENT/call/bridge-http/call/gateway/cable"

# --- postgres --------------------------------------------------------------------------------------

# psql_as PASSWORD SQL: from another container, over TCP.
psql_as() {
  timeout 20 docker run --rm --network "$P-net" -e "PGPASSWORD=$1" --entrypoint psql "$POSTGRES" \
    -h "$P-postgres" -U chatwoot -d chat -v ON_ERROR_STOP=1 -Atc "$2"
}
claim "postgres: becomes healthy" within 30 healthy postgres
claim "postgres: takes the right password" prints kept psql_as "$PASSWORD" "CREATE TABLE t (v text); INSERT INTO t VALUES ('kept') RETURNING v"
claim "postgres: refuses a wrong password" prints 'password authentication failed' psql_as wrong 'SELECT 1'
claim "postgres: has pgvector" psql_as "$PASSWORD" "CREATE EXTENSION vector; SELECT '[1,2]'::vector <-> '[1,3]'"
claim "postgres: the server is PID 1 and runs as 999" prints 999 in_container postgres stat -c %u /proc/1
claim "postgres: stops in time" timeout 8 docker stop -t 10 "$P-postgres"
docker rm -f "$P-postgres" >/dev/null
start_postgres
claim "postgres: is healthy again with the same volume" within 30 healthy postgres
claim "postgres: data survives a new container" prints kept psql_as "$PASSWORD" 'SELECT v FROM t'

# --- redis -----------------------------------------------------------------------------------------

# redis_as PASSWORD COMMAND...: from another container.
redis_as() {
  timeout 20 docker run --rm --network "$P-net" -e "REDISCLI_AUTH=$1" --entrypoint redis-cli "$REDIS" -h "$P-redis" "${@:2}"
}
claim "redis: becomes healthy" within 15 healthy redis
claim "redis: takes the right password" prints OK redis_as "$PASSWORD" set key kept
claim "redis: refuses a wrong password" prints WRONGPASS redis_as wrong get key
claim "redis: refuses no password" prints NOAUTH redis_as '' get key
claim "redis: the password is not in the process list" silent_about "$PASSWORD" docker top "$P-redis" -o pid,args
claim "redis: runs as 999" prints 999 in_container redis stat -c %u /proc/1
claim "redis: stops in time" timeout 8 docker stop -t 10 "$P-redis"
docker rm -f "$P-redis" >/dev/null
start_redis
claim "redis: is healthy again with the same volume" within 15 healthy redis
claim "redis: data survives a new container" prints kept redis_as "$PASSWORD" get key
run redis-option "$REDIS" --requirepass other
claim "redis: takes options" within 10 prints PONG in_container redis-option env REDISCLI_AUTH=other redis-cli ping

# --- mariadb ---------------------------------------------------------------------------------------

# mariadb_as USER PASSWORD SQL: from another container, over TCP.
mariadb_as() {
  timeout 20 docker run --rm --network "$P-net" -e "MYSQL_PWD=$2" --entrypoint mariadb "$MARIADB" \
    -h "$P-mariadb" -u "$1" --skip-ssl -Ne "$3"
}
claim "mariadb: becomes healthy" within 40 healthy mariadb
claim "mariadb: takes root's right password" prints kept mariadb_as root "$PASSWORD" \
  "CREATE TABLE hub_db.t (v text); INSERT INTO hub_db.t VALUES ('kept'); SELECT * FROM hub_db.t"
claim "mariadb: refuses root a wrong password" prints 'Access denied' mariadb_as root wrong 'SELECT 1'
claim "mariadb: the user has its database" prints kept mariadb_as frappe "$PASSWORD" 'SELECT * FROM hub_db.t'
claim "mariadb: the user has no other" prints 'denied' mariadb_as frappe "$PASSWORD" 'CREATE DATABASE hubxdb'
claim "mariadb: nobody gets in without a password" prints 0 mariadb_as root "$PASSWORD" \
  "SELECT count(*) FROM mysql.global_priv WHERE User <> 'mariadb.sys' AND User <> 'PUBLIC' AND Priv NOT LIKE '%authentication_string\":\"*%'"
claim "mariadb: takes arguments" prints utf8mb4 mariadb_as root "$PASSWORD" 'SELECT @@character_set_server'
claim "mariadb: runs as 999" prints 999 in_container mariadb stat -c %u /proc/1
claim "mariadb: stops in time" timeout 12 docker stop -t 12 "$P-mariadb"
docker rm -f "$P-mariadb" >/dev/null
start_mariadb
claim "mariadb: is healthy again with the same volume" within 30 healthy mariadb
claim "mariadb: data survives a new container" prints kept mariadb_as frappe "$PASSWORD" 'SELECT * FROM hub_db.t'

# --- netdata ---------------------------------------------------------------------------------------

NETDATA_API=http://127.0.0.1:19999/api/v1
if built_here netdata; then
  claim "netdata: answers without any privilege" within 20 in_container netdata curl -fsS "$NETDATA_API/info"
  claim "netdata: shows what containers use" within 30 prints '"cgroup_' in_container netdata curl -fsS "$NETDATA_API/charts"
  claim "netdata: listens where others reach it" prints '"version"' in_container netdata sh -c 'curl -fsS "http://$(hostname):19999/api/v1/info"'
  claim "netdata: runs as 201" prints 201 in_container netdata id -u
  claim "netdata: tells nobody of its use" in_container netdata test -e /etc/netdata/.opt-out-from-anonymous-statistics
fi

# --- What only our own images promise ----------------------------------------------------------------

# litter VOLUME PATH SHELL: leaves files in a new volume, as an interrupted start or another program would.
litter() {
  docker run --rm --user 999 --entrypoint sh -v "$P-$1:$2" --workdir "$2" "$3" -c "$4"
}
exited() { [[ $(docker inspect --format '{{.State.Status}} {{.State.ExitCode}}' "$P-$1") == "exited 1" ]]; }
MINIMAL=("${LOCKED[@]}" --user 999:999)

if built_here postgres; then
  litter pg-half /var/lib/postgresql/data "$POSTGRES" 'mkdir -p .initialising base; echo 17 > .initialising/PG_VERSION'
  litter pg-other /var/lib/postgresql/data "$POSTGRES" 'echo precious > file'
  run pg-half "${MINIMAL[@]}" --tmpfs /var/run/postgresql -v "$P-pg-half:/var/lib/postgresql/data" -e "POSTGRES_PASSWORD=x" "$POSTGRES"
  run pg-other -v "$P-pg-other:/var/lib/postgresql/data" -e POSTGRES_PASSWORD=x "$POSTGRES"
  claim "postgres: does an interrupted start again, without any privilege" within 30 in_container pg-half pg_isready -h 127.0.0.1
  claim "postgres: does not overwrite what is no cluster" within 10 exited pg-other
  claim "postgres: keeps the password out of its environment" silent_about PASSWORD in_container pg-half cat /proc/1/environ
fi
if built_here mariadb; then
  litter my-half /var/lib/mysql "$MARIADB" 'mkdir -p .initialising/mysql sys; touch ibdata1'
  litter my-other /var/lib/mysql "$MARIADB" 'echo precious > file'
  run my-half "${MINIMAL[@]}" --tmpfs /run/mysqld -v "$P-my-half:/var/lib/mysql" -e MARIADB_ROOT_PASSWORD=x "$MARIADB"
  run my-other -v "$P-my-other:/var/lib/mysql" -e MARIADB_ROOT_PASSWORD=x "$MARIADB"
  claim "mariadb: does an interrupted start again, without any privilege" within 30 in_container my-half healthcheck.sh --connect
  claim "mariadb: does not overwrite what is no data directory" within 10 exited my-other
fi
run redis-minimal "${MINIMAL[@]}" -v "$P-redis-minimal:/data" "$REDIS"
claim "redis: runs without any privilege" within 10 prints PONG in_container redis-minimal redis-cli ping

printf '%d passed, %d failed\n' "$PASSED" "$FAILED"
((FAILED == 0))
