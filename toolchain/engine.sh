# A Docker Engine: the one that is there, or one that is installed and started here.
# shellcheck shell=bash

# The engine is the machine's and not the checkout's, and so is the note of who started it.
ENGINE_PID_FILE=/run/versatile-hub/dockerd.pid
ENGINE_LOG=/var/log/versatile-hub-dockerd.log
ENGINE_START_SECONDS=60

# Set when this very run started the engine.
# shellcheck disable=SC2034
ENGINE_STARTED=''

# Sets ENGINE_VERSION and ENGINE_LOWEST_API, or ENGINE_PROBLEM.
probe_engine() {
  local answer
  have docker || { ENGINE_PROBLEM="no docker command" && return 1; }
  if ! answer=$(docker version --format '{{.Server.Version}} {{.Server.MinAPIVersion}}' 2>&1); then
    ENGINE_PROBLEM=${answer##*$'\n'}
    return 1
  fi
  ENGINE_VERSION=${answer% *}
  # shellcheck disable=SC2034
  ENGINE_LOWEST_API=${answer##* }
}

# The plugin knows DOCKER_HOST and the default socket, but not the contexts of the docker command.
adopt_docker_context() {
  local config=${DOCKER_CONFIG:-$HOME/.docker}/config.json
  if [[ -z ${DOCKER_HOST:-} && -r $config ]] && grep -q '"currentContext"' "$config"; then
    DOCKER_HOST=$(docker context inspect --format '{{.Endpoints.docker.Host}}') && export DOCKER_HOST
  fi
}

ensure_engine() {
  adopt_docker_context
  probe_engine || with_lock start_engine
  version_at_least "$ENGINE_VERSION" "$ENGINE_MINIMUM" ||
    die "Docker Engine $ENGINE_VERSION is too old: $ENGINE_MINIMUM or newer is needed"
}

start_engine() {
  if probe_engine; then return 0; fi
  [[ -z ${DOCKER_HOST:-} ]] || die "DOCKER_HOST is $DOCKER_HOST, but no engine answers there: $ENGINE_PROBLEM"
  can_install || die_with_requirements "a Docker Engine that answers ($ENGINE_PROBLEM)"
  install_engine
  if [[ -d /run/systemd/system ]]; then
    systemctl start docker || die "systemctl could not start docker; see: journalctl -u docker"
    await_engine || die "the engine does not answer: $ENGINE_PROBLEM"
    return 0
  fi
  step "Starting the Docker Engine (log: $ENGINE_LOG)"
  mkdir -p "${ENGINE_PID_FILE%/*}"
  # A session of its own, so that Ctrl-C here does not end it; without the lock's descriptor.
  setsid dockerd >"$ENGINE_LOG" 2>&1 </dev/null 9>&- &
  echo $! >"$ENGINE_PID_FILE"
  # shellcheck disable=SC2034
  ENGINE_STARTED=1
  if ! await_engine "$(<"$ENGINE_PID_FILE")"; then
    tail -n 20 "$ENGINE_LOG" | sed 's/^/    /' >&2
    kill "$(<"$ENGINE_PID_FILE")" 2>/dev/null || true
    rm -f "$ENGINE_PID_FILE"
    die "the Docker Engine did not start; above is the end of its log"
  fi
}

install_engine() {
  local -a packages=()
  have dockerd || packages+=(docker.io)
  have iptables || packages+=(iptables)
  if ! have docker; then
    apt_update
    # Since Debian 13 the client is a package of its own.
    if apt_has docker-cli; then packages+=(docker-cli); else packages+=(docker.io); fi
  fi
  ((${#packages[@]} == 0)) || apt_install "${packages[@]}"
}

# For tests of the host's firewall, in a namespace of its own. Neither package does anything by itself.
ensure_firewall_programs() {
  local -a packages=()
  have nft || packages+=(nftables)
  have ufw || packages+=(ufw)
  ((${#packages[@]} == 0)) || apt_install "${packages[@]}"
}

# await_engine [PID]: until it answers, its process has ended or the time is up.
await_engine() {
  local deadline=$((SECONDS + ENGINE_START_SECONDS))
  until probe_engine; do
    ((SECONDS < deadline)) || return 1
    [[ -z ${1:-} ]] || kill -0 "$1" 2>/dev/null || return 1
    sleep 0.3
  done
}

# Stops the engine only if it was started here and holds no container, not even a stopped one.
stop_engine_if_ours() {
  local pid deadline=$((SECONDS + 30))
  [[ -r $ENGINE_PID_FILE ]] || return 0
  pid=$(<"$ENGINE_PID_FILE")
  # The number may belong to another process by now.
  if [[ $(cat "/proc/$pid/comm" 2>/dev/null) != dockerd ]]; then
    rm -f "$ENGINE_PID_FILE"
    return 0
  fi
  if [[ -n $(docker ps -aq) ]]; then
    say "The Docker Engine stays up: it holds containers"
    return 0
  fi
  step "Stopping the Docker Engine that was started here (process $pid)"
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null; do
    ((SECONDS < deadline)) || die "the Docker Engine (process $pid) does not stop; see $ENGINE_LOG"
    sleep 0.2
  done
  rm -f "$ENGINE_PID_FILE"
}
