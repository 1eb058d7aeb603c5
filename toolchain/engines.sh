# Docker Engines of other versions, each for the time of one test run and without a way out of this machine.
# shellcheck shell=bash
# Needs lib.sh, go.sh and images.sh.

# The suite of Debian that has each version, or all of it but the daemon.
declare -A ENGINE_SUITES=([26.1]=trixie [28.5]=forky [29.6]=forky [29.6-nftables]=forky)
# Those whose daemon is built from its source (toolchain/engine), and how that calls itself: the module's releases/versions.yaml
# says for which release it is meant.
declare -A BUILT_ENGINES=([29.6]=29.6.0+v2.0.0-beta.18 [29.6-nftables]=29.6.0+v2.0.0-beta.18)
# What the daemon is told, as well as tests that start one of their own.
declare -A ENGINE_OPTIONS=([29.6-nftables]=--firewall-backend=nftables)

OTHER_ENGINE_RUN=/run/versatile-hub
OTHER_ENGINE_PACKAGES=docker.io,iptables,ca-certificates
# The built ones write their rules with nft.
BUILT_ENGINE_PACKAGES=$OTHER_ENGINE_PACKAGES,nftables
SSH_ROOT_SUITE=trixie
SSH_ROOT_PACKAGES=openssh-server,openssh-client
# Kept for documentation (RFC 5737), so that it is nobody's.
OTHER_ENGINE_ADDRESS=198.51.100.1

# Set while another engine runs: the version that was asked for, its full version, its data root, and the process that waits
# for its end.
OTHER_ENGINE='' OTHER_ENGINE_VERSION='' OTHER_ENGINE_DATA='' OTHER_ENGINE_PID=''

other_engines() { printf '%s\n' "${!ENGINE_SUITES[@]}" | sort -V; }
other_engine_name() { printf 'versatile-hub-%s' "$1"; }
other_engine_namespace() { printf '/run/netns/%s' "$(other_engine_name "$1")"; }

# with_other_engine VERSION COMMAND...: runs the command while an engine of that version runs, which on_other_engine reaches.
# In a shell of its own, so that whatever ends it ends nothing else.
with_other_engine() (
  # shellcheck disable=SC2034 # of lib.sh; what the others there are belongs to the caller
  TEMPORARIES=()
  trap 'stop_other_engine; clean_up' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  start_other_engine "$1"
  "${@:2}"
)

# put_nft_of_engine FILE: makes FILE a program that runs the nft of the engine's root file system, if that has one. Older ones
# crash on rules that newer ones have written, and on a real host the engine and everybody else have the same.
put_nft_of_engine() {
  local loader
  [[ -x $ENGINE_ROOT/usr/sbin/nft ]] || return 1
  loader=$(compgen -G "$ENGINE_ROOT/usr/lib/*-linux-gnu/ld-linux-*.so.*")
  printf '#!/bin/sh\nexec %q --library-path %q %q "$@"\n' "$loader" "${loader%/*}" "$ENGINE_ROOT/usr/sbin/nft" >"$1"
  chmod +x "$1"
}

# on_other_engine COMMAND...: in the engine's network, which has the ports that its containers publish.
on_other_engine() { "${ON_OTHER_ENGINE[@]}" "$@"; }

# --- Root file system ---------------------------------------------------------------------------

# Sets ENGINE_ROOT to the folder of a Debian that has the engine of this version.
ensure_engine_root() {
  local suite=${ENGINE_SUITES[$1]} built=${BUILT_ENGINES[$1]:-} packages=$OTHER_ENGINE_PACKAGES name=$1 inputs
  if [[ $built ]]; then
    packages=$BUILT_ENGINE_PACKAGES name=${built%%+*}
    inputs=" $built $(module_key engine)"
  fi
  inputs=$(sha256sum <<<"$suite $packages $OTHER_ENGINE_ADDRESS${inputs:-}")
  ENGINE_ROOT=$CACHE/engine-$name-${inputs:0:12}
  [[ -d $ENGINE_ROOT ]] || with_lock make_engine_root "$suite" "$packages" "$built"
}

# make_engine_root SUITE PACKAGES [BUILT]
make_engine_root() {
  [[ ! -d $ENGINE_ROOT ]] || return 0
  make_debian "$1" "its Docker Engine" "$2"
  local into=$TEMPORARY
  # Nobody answers there, and says so at once.
  printf 'nameserver %s\n' "$OTHER_ENGINE_ADDRESS" >"$into/root/etc/resolv.conf"
  if [[ ${3:-} ]]; then
    go_build engine tool "$into/root/usr/sbin" "-X github.com/moby/moby/v2/dockerversion.Version=$3" \
      -tags 'netgo osusergo exclude_graphdriver_btrfs no_btrfs'
  fi
  publish "$into/root" "$ENGINE_ROOT"
}

# make_debian SUITE WHAT PACKAGES: makes one with WHAT, which the packages are, in the folder root of TEMPORARY.
make_debian() {
  have mmdebstrap || apt_install mmdebstrap
  new_temporary
  local into=$TEMPORARY
  # Signatures are checked, but not whether a newer list ought to be there: mirrors of the testing suite lag behind.
  run_logged "Making a Debian $1 with $2" mmdebstrap --quiet --variant=minbase --include="$3" --format=directory "$1" "$into/root" \
    "deb [check-valid-until=no] http://deb.debian.org/debian $1 main" || die "making a Debian $1 failed"
  # run_logged has set it, too.
  TEMPORARY=$into
}

# Sets VERSATILE_SSH_ROOT to the folder of a Debian with a server and a client of SSH, for tests of the firewall: as a package of
# the machine's own, the server would start there.
ensure_ssh_root() {
  local inputs
  inputs=$(sha256sum <<<"$SSH_ROOT_SUITE $SSH_ROOT_PACKAGES")
  VERSATILE_SSH_ROOT=$CACHE/ssh-${inputs:0:12}
  export VERSATILE_SSH_ROOT
  [[ -d $VERSATILE_SSH_ROOT ]] || with_lock make_ssh_root
}

make_ssh_root() {
  [[ ! -d $VERSATILE_SSH_ROOT ]] || return 0
  make_debian "$SSH_ROOT_SUITE" "its server of SSH" "$SSH_ROOT_PACKAGES"
  publish "$TEMPORARY/root" "$VERSATILE_SSH_ROOT"
}

# --- Start and stop -----------------------------------------------------------------------------

start_other_engine() {
  local version=$1 run=$OTHER_ENGINE_RUN/engine-$1 deadline begin=$SECONDS
  local -a options=()
  can_install || die "an engine of another version needs root on Debian or Ubuntu"
  ensure_engine_root "$version"
  # Held until this run and all that it started have ended.
  exec 8<"$ENGINE_ROOT"
  flock -n 8 || die "another run uses the engine $version; wait for its end"
  step "Starting a Docker Engine $version"
  OTHER_ENGINE=$version OTHER_ENGINE_DATA=$ENGINE_ROOT.data
  remove_other_engine # what a killed run has left
  mkdir -p "$run" "$OTHER_ENGINE_DATA"
  ON_OTHER_ENGINE=(env "DOCKER_HOST=unix://$run/docker.sock" nsenter --net="$(other_engine_namespace "$version")")
  read -ra options <<<"${ENGINE_OPTIONS[$version]:-}"
  make_dead_end "$(other_engine_name "$version")" "$(engine_finds_forwarding "$version")" ||
    die "no network namespace could be made for the engine"
  # It ends with this shell, however that ends.
  setpriv --pdeathsig KILL nsenter --net="$(other_engine_namespace "$version")" \
    unshare --mount --pid --fork --kill-child setsid \
    "$TOOLCHAIN/run-engine.sh" "$ENGINE_ROOT" "$OTHER_ENGINE_DATA" "$run" \
    --cgroup-parent "/$(other_engine_name "$version")" "${options[@]}" >"$run/log" 2>&1 </dev/null &
  OTHER_ENGINE_PID=$!
  deadline=$((SECONDS + ENGINE_START_SECONDS))
  until OTHER_ENGINE_VERSION=$(on_other_engine docker version --format '{{.Server.Version}}' 2>/dev/null); do
    if ((SECONDS >= deadline)) || ! kill -0 "$OTHER_ENGINE_PID" 2>/dev/null; then
      tail -n 20 "$run/log" | sed 's/^/    /' >&2
      die "the Docker Engine $version did not start; above is the end of its log"
    fi
    sleep 0.2
  done
  [[ $OTHER_ENGINE_VERSION == "${version%-*}".* ]] ||
    die "Debian ${ENGINE_SUITES[$version]} has Docker Engine $OTHER_ENGINE_VERSION, no longer $version; correct toolchain/engines.sh"
  say "    $OTHER_ENGINE_VERSION after $((SECONDS - begin)) s"
}

# An engine that keeps its rules in nftables wants forwarding to be on, and leaves it to others to switch it on.
engine_finds_forwarding() { [[ ${ENGINE_OPTIONS[$1]:-} == *nftables* ]] && printf 1 || printf 0; }

# make_dead_end NAME FORWARDING: a network namespace that looks to the engine like a machine with an uplink, and that nothing leaves.
# What goes to its uplink is dropped at the other end, which is in there, too: without ARP every frame has the sender's own
# address for a destination. (A dummy device would do the same; not every kernel has it.) Unless told to, it
# does not forward yet, whatever this machine does: an engine that switches that on itself closes the chain FORWARD, too.
make_dead_end() {
  ip netns add "$1" &&
    nsenter --net="/run/netns/$1" sysctl --quiet --write "net.ipv4.ip_forward=$2" "net.ipv6.conf.all.forwarding=$2" &&
    ip -n "$1" link set lo up &&
    ip -n "$1" link add uplink type veth peer name drain &&
    ip -n "$1" address add "$OTHER_ENGINE_ADDRESS/24" dev uplink &&
    ip -n "$1" link set uplink arp off up &&
    ip -n "$1" link set drain up &&
    ip -n "$1" route add default dev uplink
}

# The kernel ends every process of the engine and of its containers with the first one.
stop_other_engine() {
  local first
  [[ -n $OTHER_ENGINE ]] || return 0
  if [[ -n $OTHER_ENGINE_PID ]]; then
    { read -r first <"/proc/$OTHER_ENGINE_PID/task/$OTHER_ENGINE_PID/children"; } 2>/dev/null || true
    kill -KILL "${first:-$OTHER_ENGINE_PID}" 2>/dev/null || true
    wait "$OTHER_ENGINE_PID" 2>/dev/null || true
  fi
  remove_other_engine
}

remove_other_engine() {
  local name
  name=$(other_engine_name "$OTHER_ENGINE")
  [[ ! -e $(other_engine_namespace "$OTHER_ENGINE") ]] || ip netns delete "$name"
  find /sys/fs/cgroup -depth -type d -path "*/$name*" -exec rmdir {} + 2>/dev/null || true
  rm -rf "$OTHER_ENGINE_RUN/engine-$OTHER_ENGINE" "$OTHER_ENGINE_DATA"
}

# --- Images -------------------------------------------------------------------------------------

# The images of the dev stack, made on the machine's own engine.
carry_images() {
  local name
  local -a refs=()
  for name in base "${ALL_IMAGES[@]}"; do refs+=("$(image_ref "$name")"); done
  step "Loading the images"
  docker save "${refs[@]}" | on_other_engine docker load >/dev/null || die "the engine $OTHER_ENGINE did not take the images"
}
