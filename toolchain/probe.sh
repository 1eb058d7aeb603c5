# The probe, for what looks at a stack from inside its containers.
# shellcheck shell=bash

# needs_probe COMMAND: does this command of the command line run the probe?
needs_probe() { [[ $1 == verify || $1 == doctor ]]; }

# Sets VERSATILE_PROBE to a folder with one program for each architecture that containers may have: probe-amd64 and probe-arm64.
ensure_probe() {
  VERSATILE_PROBE=$CACHE/probe-$(module_key probe)
  export VERSATILE_PROBE
  [[ -d $VERSATILE_PROBE ]] || with_lock install_probe "$VERSATILE_PROBE"
}

install_probe() {
  [[ ! -d $1 ]] || return 0
  new_temporary
  local into=$TEMPORARY architecture
  mkdir "$into/bin"
  for architecture in amd64 arm64; do
    GOOS=linux GOARCH=$architecture go_build probe . "$into/$architecture" ''
    mv "$into/$architecture/probe" "$into/bin/probe-$architecture"
  done
  publish "$into/bin" "$1"
}
