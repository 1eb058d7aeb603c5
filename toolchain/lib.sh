# What the other libraries share: messages, cleaning up, versions, packages, verified downloads.
# shellcheck shell=bash

TOOLCHAIN=${BASH_SOURCE[0]%/*}
# shellcheck source=toolchain/versions.env
source "$TOOLCHAIN/versions.env"

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/versatile-hub

if [[ -t 2 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
  BOLD=$'\e[1m' YELLOW=$'\e[33m' RED=$'\e[31m' PLAIN=$'\e[0m' CLEAR_LINE=$'\r\e[K'
else
  BOLD='' YELLOW='' RED='' PLAIN='' CLEAR_LINE=''
fi

# Messages go to standard error: standard output is for what was asked for.
say() { printf '%s\n' "$*" >&2; }
step() { printf '%s==> %s%s\n' "$BOLD" "$*" "$PLAIN" >&2; }
warn() { printf '%swarning: %s%s\n' "$YELLOW" "$*" "$PLAIN" >&2; }
die() {
  printf '%serror: %s%s\n' "$RED" "$*" "$PLAIN" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# --- Cleaning up, also after Ctrl-C -------------------------------------------------------------

TEMPORARIES=()
CHILD=''

clean_up() {
  # A child of run_logged leads its own process group, so that its children end with it.
  [[ -z $CHILD ]] || kill -- "-$CHILD" 2>/dev/null || true
  ((${#TEMPORARIES[@]} == 0)) || rm -rf "${TEMPORARIES[@]}"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Sets TEMPORARY to a new folder on the file system of the cache, so that a finished entry can be renamed into it.
new_temporary() {
  mkdir -p "$CACHE"
  TEMPORARY=$(mktemp -d "$CACHE/.tmp.XXXXXX")
  TEMPORARIES+=("$TEMPORARY")
}

# publish FOLDER ENTRY: makes a finished folder a cache entry, at once or not at all.
publish() {
  mkdir -p "${2%/*}"
  rm -rf "$2"
  mv -T "$1" "$2"
}

# One process at a time fills the cache or starts the engine; the others wait and find the work done.
with_lock() {
  mkdir -p "$CACHE"
  exec 9>"$CACHE/lock"
  flock -n 9 || {
    say "another run is setting up; waiting for it"
    flock 9
  }
  "$@"
  exec 9>&-
}

# run_logged LABEL COMMAND...: shows only that time passes, and the end of the output when the command fails.
run_logged() {
  local label=$1 log begin=$SECONDS seconds status=0
  shift
  new_temporary
  log=$TEMPORARY/log
  setsid "$@" >"$log" 2>&1 </dev/null 9>&- &
  CHILD=$!
  [[ -n $CLEAR_LINE ]] || step "$label"
  while kill -0 "$CHILD" 2>/dev/null; do
    seconds=$((SECONDS - begin))
    if [[ -n $CLEAR_LINE ]]; then
      printf '%s%s==> %s (%d s)%s' "$CLEAR_LINE" "$BOLD" "$label" "$seconds" "$PLAIN" >&2
    elif ((seconds > 0 && seconds % 15 == 0)); then
      say "    still running after $seconds s"
    fi
    sleep 1
  done
  wait "$CHILD" || status=$?
  CHILD=''
  if ((status == 0)); then
    [[ -z $CLEAR_LINE ]] || say "${CLEAR_LINE}${BOLD}==> $label${PLAIN} done in $((SECONDS - begin)) s"
  else
    [[ -z $CLEAR_LINE ]] || say
    tail -n 25 "$log" | sed 's/^/    /' >&2
  fi
  return "$status"
}

# --- Versions -----------------------------------------------------------------------------------

# version_at_least HAVE WANT: numbers only; what follows them in a part, as in 20.10.24+dfsg1, is left out.
version_at_least() {
  local -a have want
  local i h w
  IFS=. read -r -a have <<<"${1#v}"
  IFS=. read -r -a want <<<"${2#v}"
  for ((i = 0; i < ${#want[@]}; i++)); do
    h=${have[i]:-0} w=${want[i]}
    h=${h%%[!0-9]*} w=${w%%[!0-9]*}
    ((10#${h:-0} == 10#${w:-0})) || { ((10#${h:-0} > 10#${w:-0})) && return 0 || return 1; }
  done
}

# --- Packages of Debian and Ubuntu --------------------------------------------------------------

can_install() { ((EUID == 0)) && have apt-get; }

APT_UPDATED=''
apt_update() {
  [[ -z $APT_UPDATED ]] || return 0
  run_logged "Updating the package lists" apt-get update -q || warn "apt-get update failed; going on with the old lists"
  APT_UPDATED=1
}

apt_has() { [[ $(apt-cache policy "$1" 2>/dev/null) == *Candidate:\ [0-9]* ]]; }

apt_install() {
  apt_update
  run_logged "Installing $*" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "$@" || die "apt-get could not install: $*"
}

# The one list that is shown when something is missing that cannot be installed from here.
die_with_requirements() {
  say "This machine lacks: $1"
  say "It cannot be installed from here: that needs root on Debian or Ubuntu. Install these, then run the command again:"
  say "  - a JDK (with javac) of version ${JDK_VERSIONS// / or }"
  say "  - Docker Engine $ENGINE_MINIMUM or newer with its client, running and reachable by this user"
  say "  - Pulumi CLI $PULUMI_VERSION or newer, or Go $GO_MINIMUM or newer to build it here"
  say "  - bash, curl, tar, sha256sum, setsid and flock"
  exit 1
}

# --- Downloads ----------------------------------------------------------------------------------

# fetch_release ARCHIVE_URL SUMS_URL FOLDER: unpacks a release into the folder.
# Fails when it cannot be had; ends the run when it is not what its publisher's SHA-256 sums say.
fetch_release() {
  local url=$1 sums_url=$2 into=$3 name=${1##*/} want
  have curl || return 1
  # Sums first: a small file shows in no time whether the site is reachable at all.
  curl -fsSL --connect-timeout 5 --max-time 30 -o "$into/sums" "$sums_url" 2>/dev/null || return 1
  want=$(awk -v name="$name" '$2 == name || $2 == "*" name { print $1 }' "$into/sums")
  [[ $want =~ ^[0-9a-f]{64}$ ]] || die "$sums_url has no SHA-256 sum for $name"
  run_logged "Downloading $name" curl -fsSL --connect-timeout 5 --speed-limit 1024 --speed-time 30 -o "$into/$name" "$url" ||
    return 1
  [[ $(sha256sum <"$into/$name") == "$want  -" ]] ||
    die "$name does not have the SHA-256 sum that its publisher gives ($want); nothing was installed"
  tar -xzf "$into/$name" -C "$into"
  rm "$into/sums" "$into/$name"
}
