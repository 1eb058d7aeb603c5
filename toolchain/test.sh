#!/usr/bin/env bash
# Tests of the tool chain's own scripts. They install nothing, start nothing and need no network.
# shellcheck disable=SC2016 # code in single quotes is for with_libraries
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

export XDG_CACHE_HOME HOME NO_COLOR=1
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
XDG_CACHE_HOME=$SCRATCH/cache HOME=$SCRATCH/home
mkdir -p "$HOME"

passed=0 failed=0

# check NAME STATUS TEXT COMMAND...: the command must end with the status and say the text.
check() {
  local name=$1 want=$2 text=$3 output status
  shift 3
  output=$("$@" 2>&1 </dev/null)
  status=$?
  if [[ $status == "$want" && $output == *"$text"* ]]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED: %s: status %s instead of %s, and said:\n%s\n' "$name" "$status" "$want" "$output"
  fi
}

# with_libraries CODE: runs code that has the libraries, in a shell of its own.
with_libraries() {
  bash -euo pipefail -c '
    for library in lib java go compose browser probe engine engines pulumi; do source "$PWD/toolchain/$library.sh"; done
    apt_install() { echo "would install $*"; exit 9; }
    apt_update() { :; }
    apt_has() { :; }
    '"$1"
}

for script in versatile .ci/run toolchain/*.sh toolchain/bin/java; do
  check "syntax of $script" 0 '' bash -n "$script"
done
if command -v shellcheck >/dev/null; then
  for script in versatile .ci/run toolchain/*.sh toolchain/bin/java; do
    check "shellcheck of $script" 0 '' shellcheck -x "$script"
  done
fi

# --- Versions -----------------------------------------------------------------------------------
while read -r status have want; do
  check "version $have against $want" "$status" '' with_libraries "version_at_least $have $want"
done <<'CASES'
0 20.10.24+dfsg1 20.10
0 28.5.2 20.10
1 19.03.15 20.10
1 20.9.9 20.10
0 v3.259.0 3.259.0
0 3.260 3.259.0
1 3.259 3.259.1
0 1.26rc1 1.25.11
1 1.25.9 1.25.11
0 1.25.08 1.25.8
CASES

# --- JDK ----------------------------------------------------------------------------------------
fake_jdk() {
  mkdir -p "$SCRATCH/jdk-$1/bin"
  printf '#!/bin/sh\n' | tee "$SCRATCH/jdk-$1/bin/java" >"$SCRATCH/jdk-$1/bin/javac"
  chmod +x "$SCRATCH/jdk-$1/bin/"*
  printf 'IMPLEMENTOR="none"\nJAVA_VERSION="%s"\n' "$1" >"$SCRATCH/jdk-$1/release"
}
for version in 11.0.2 17.0.15 21.0.1 25.0.1; do fake_jdk "$version"; done
fake_jdk 17.0.1
rm "$SCRATCH/jdk-17.0.1/bin/javac"

# on_jdk VERSION CODE: with this one on the PATH and no other under /usr/lib/jvm.
on_jdk() {
  unset JAVA_HOME
  JVM_HOMES=$SCRATCH/none PATH=$SCRATCH/jdk-$1/bin:$PATH with_libraries "$2"
}
check 'JDK 17 is taken' 0 /jdk-17.0.15 on_jdk 17.0.15 'ensure_jdk; echo $JAVA_HOME'
check 'JDK 21 is taken' 0 /jdk-21.0.1 on_jdk 21.0.1 'ensure_jdk; echo $JAVA_HOME'
check 'JDK 11 is not taken' 9 'would install openjdk-17' on_jdk 11.0.2 'can_install() { :; }; ensure_jdk'
check 'JDK 25 is not taken' 9 'would install openjdk-17' on_jdk 25.0.1 'can_install() { :; }; ensure_jdk'
check 'a JVM without a compiler is not taken' 9 'would install' on_jdk 17.0.1 'can_install() { :; }; ensure_jdk'
check 'JAVA_HOME comes first' 0 /jdk-21.0.1 on_jdk 17.0.15 "JAVA_HOME=$SCRATCH/jdk-21.0.1; ensure_jdk; echo \$JAVA_HOME"
check 'JAVA_HOME of a wrong version is passed over' 0 /jdk-17.0.15 on_jdk 17.0.15 \
  "JAVA_HOME=$SCRATCH/jdk-25.0.1; ensure_jdk; echo \$JAVA_HOME"
check 'another JDK of the machine is found' 0 /jdk-17.0.15 on_jdk 25.0.1 "JVM_HOMES=$SCRATCH; ensure_jdk; echo \$JAVA_HOME"

# --- Without root -------------------------------------------------------------------------------
check 'no JDK and no root: says what to install' 1 'a JDK (with javac) of version 17 or 21' \
  on_jdk 25.0.1 'can_install() { false; }; ensure_jdk'
check 'no engine and no root: says what to install' 1 'Docker Engine 20.10 or newer' \
  with_libraries 'unset DOCKER_HOST; can_install() { false; }; probe_engine() { ENGINE_PROBLEM=none; return 1; }; ensure_engine'
check 'a DOCKER_HOST that does not answer is not replaced' 1 'no engine answers there' \
  with_libraries 'export DOCKER_HOST=unix:///nowhere; can_install() { :; }; ensure_engine'
check 'an old engine is refused' 1 'Docker Engine 19.03.15 is too old' \
  with_libraries 'probe_engine() { ENGINE_VERSION=19.03.15; }; ensure_engine'

# --- Other engines ------------------------------------------------------------------------------
check 'the other engines by version' 0 $'26.1\n28.5\n29.6\n29.6-nftables' with_libraries other_engines
check 'an engine that is there is not made again' 0 /engine-28.5- with_libraries '
  apt_install() { exit 9; }
  inputs=$(sha256sum <<<"forky $OTHER_ENGINE_PACKAGES $OTHER_ENGINE_ADDRESS")
  mkdir -p "$CACHE/engine-28.5-${inputs:0:12}"
  ensure_engine_root 28.5
  echo $ENGINE_ROOT'
check 'an engine with other packages is made' 9 '' with_libraries '
  OTHER_ENGINE_PACKAGES=other
  have() { false; }
  apt_install() { exit 9; }
  ensure_engine_root 28.5'
check 'the same daemon serves with either way to keep rules' 0 same with_libraries '
  apt_install() { exit 9; }
  make_engine_root() { :; }
  ensure_engine_root 29.6
  first=$ENGINE_ROOT
  ensure_engine_root 29.6-nftables
  [[ $first == "$CACHE"/engine-29.6.0-* && $ENGINE_ROOT == "$first" ]] && echo same'
check 'a daemon of other sources is built' 9 '' with_libraries '
  module_key() { echo other; }
  have() { false; }
  apt_install() { exit 9; }
  ensure_engine_root 29.6'
check 'a server of SSH that is there is not made again' 0 /ssh- with_libraries '
  have() { false; }
  apt_install() { exit 9; }
  make_ssh_root() { mkdir -p "$VERSATILE_SSH_ROOT"; }
  ensure_ssh_root
  make_ssh_root() { exit 8; }
  ensure_ssh_root
  bash -c "echo \$VERSATILE_SSH_ROOT"'
check 'no other engine without root' 1 'needs root' with_libraries 'can_install() { false; }; with_other_engine 28.5 true'

# --- Downloads ----------------------------------------------------------------------------------
mkdir -p "$SCRATCH/release" "$SCRATCH/into"
(cd "$SCRATCH/release" && echo content >file && tar -czf good.tar.gz file && cp good.tar.gz bad.tar.gz &&
  sha256sum good.tar.gz >sums && sha256sum /dev/null | sed 's|/dev/null|bad.tar.gz|' >>sums)
check 'a release with the right sum is unpacked' 0 content \
  with_libraries "fetch_release file://$SCRATCH/release/good.tar.gz file://$SCRATCH/release/sums $SCRATCH/into; cat $SCRATCH/into/file"
check 'a release with a wrong sum is refused' 1 'nothing was installed' \
  with_libraries "fetch_release file://$SCRATCH/release/bad.tar.gz file://$SCRATCH/release/sums $SCRATCH/into || exit 0"
check 'a release without a sum is refused' 1 'has no SHA-256 sum for file' \
  with_libraries "fetch_release file://$SCRATCH/release/file file://$SCRATCH/release/sums $SCRATCH/into || exit 0"
check 'a release that is not there lets the build begin' 7 '' \
  with_libraries "fetch_release file://$SCRATCH/release/good.tar.gz file://$SCRATCH/none $SCRATCH/into || exit 7"

# --- Plugin -------------------------------------------------------------------------------------
check 'an engine of API 1.44 at least needs the built plugin' 0 '' with_libraries 'ENGINE_LOWEST_API=1.44; engine_needs_own_plugin'
check 'an engine of API 1.24 at least does not' 1 '' with_libraries 'ENGINE_LOWEST_API=1.24; engine_needs_own_plugin'

# --- Compose files ------------------------------------------------------------------------------
while read -r status arguments; do
  check "the reader of Compose files for '$arguments'" "$status" '' with_libraries "names_compose_file $arguments"
done <<'CASES'
0 check --compose compose.yaml
0 diff --stack dev --compose=compose.yaml
0 diff --stack dev --against-compose compose.yaml
1 check --stack dev
1 check --composer x
1 matrix --compose compose.yaml
CASES
check 'a reader of Compose files that is there is not built again' 0 /compose-reader with_libraries '
  VERSATILE_COMPOSE_READER=$CACHE/compose-reader-$(module_key compose-reader)/compose-reader
  mkdir -p "${VERSATILE_COMPOSE_READER%/*}"
  printf "#!/bin/sh\n" >"$VERSATILE_COMPOSE_READER"
  chmod +x "$VERSATILE_COMPOSE_READER"
  ensure_go() { exit 9; }
  ensure_compose_reader
  bash -c "echo \$VERSATILE_COMPOSE_READER"'
check 'a reader of other sources is built' 9 '' with_libraries '
  module_key() { echo other; }
  ensure_go() { exit 9; }
  ensure_compose_reader'

# --- The browser --------------------------------------------------------------------------------
printf '#!/bin/sh\n' >"$SCRATCH/own-browser"
chmod +x "$SCRATCH/own-browser"
check 'a browser that is named is taken' 0 /own-browser with_libraries "
  VERSATILE_BROWSER=$SCRATCH/own-browser; apt_install() { exit 9; }; ensure_browser; bash -c 'echo \$VERSATILE_BROWSER'"
check 'a browser that is found is taken' 0 /chromium with_libraries '
  unset VERSATILE_BROWSER; have() { [[ $1 == chromium ]]; }; command() { echo /found/$2; }; apt_install() { exit 9; }
  ensure_browser; echo $VERSATILE_BROWSER'
check 'a browser that is missing is installed' 9 'would install chromium' with_libraries '
  unset VERSATILE_BROWSER; have() { false; }; can_install() { :; }; ensure_browser'
check 'a browser that is missing and no root: says what to do' 1 'name one by VERSATILE_BROWSER' with_libraries '
  unset VERSATILE_BROWSER; have() { false; }; can_install() { false; }; ensure_browser'

# --- The probe ----------------------------------------------------------------------------------
while read -r status command; do
  check "the probe for '$command'" "$status" '' with_libraries "needs_probe $command"
done <<'CASES'
0 verify
0 doctor
1 check
1 overview
CASES
check 'a probe that is there is not built again' 0 "/probe-" with_libraries '
  mkdir -p "$CACHE/probe-$(module_key probe)"
  ensure_go() { exit 9; }
  ensure_probe
  bash -c "echo \$VERSATILE_PROBE"'
check 'a probe of other sources is built' 9 '' with_libraries '
  module_key() { echo other; }
  ensure_go() { exit 9; }
  ensure_probe'
check 'a probe is built for both architectures, or not at all' 0 'probe-amd64 probe-arm64' with_libraries '
  module_key() { echo both; }
  go_build() { mkdir -p "$3" && echo "$GOARCH" >"$3/probe"; }
  ensure_probe
  [[ $(<"$VERSATILE_PROBE/probe-arm64") == arm64 ]]
  cd "$VERSATILE_PROBE" && echo *'

# --- Cleaning up --------------------------------------------------------------------------------
check 'a failed command is shown and leaves nothing' 3 'the reason' \
  with_libraries 'run_logged "Trying" sh -c "echo the reason; exit 3"'
# TERM, because a shell that was itself started in the background cannot catch INT.
check 'an ended run leaves nothing' 143 '' \
  with_libraries '(sleep 0.5; kill -TERM $$) & run_logged "Waiting" sleep 30'
check 'no temporary folder is left' 0 '' bash -c "[[ -z \$(ls -A '$XDG_CACHE_HOME'/versatile-hub/.tmp.* 2>/dev/null) ]]"

# --- The command --------------------------------------------------------------------------------
check 'help' 0 'usage: ./versatile' ./versatile help
check 'an unknown option' 2 'unknown option: --bogus' ./versatile up --bogus
check 'an unknown option in front' 2 'unknown option: --bogus' ./versatile --bogus
check 'an option without its value' 2 '--stack needs a name' ./versatile down --stack
check 'a stack name that is a path' 2 'not a stack name' ./versatile up --stack ../x
check 'an engine that there is not' 2 "no such engine: '27.0'; there are: own 26.1 28.5 29.6 29.6-nftables all" ./versatile test --engine 27.0
check 'an engine without a name' 2 "no such engine: ''" ./versatile test --engine ''
check 'an engine without its version' 2 '--engine needs a version' ./versatile test --engine
check 'unit tests on an engine' 2 'leave --engine out' ./versatile test --unit --engine 28.5
check 'tests without a name' 2 '--only needs the name' ./versatile test --only
check 'tests whose name is no name' 2 "not the name of a test: '-Dx'" ./versatile test --only -Dx
check 'an image that nobody asks for' 2 'image needs one of these names: n8n' ./versatile image redis
check 'an argument too many' 2 'unknown option: now' ./versatile setup now

echo "$passed passed, $failed failed"
((failed == 0))
