# Pulumi's CLI, its Java language host and the Docker plugin.
# shellcheck shell=bash

# release_platform AMD64_NAME: this machine's name in the names of release archives.
release_platform() {
  local system machine
  system=$(uname -s) machine=$(uname -m)
  case $machine in
    x86_64) machine=$1 ;;
    aarch64) machine=arm64 ;;
  esac
  printf '%s-%s' "$(tr '[:upper:]' '[:lower:]' <<<"$system")" "$machine"
}

# --- CLI and language host ----------------------------------------------------------------------

# Is the user's own pulumi new enough? Its answer is kept: asking costs a fifth of a second.
pulumi_on_path() {
  local path memo=$CACHE/pulumi-on-path known version
  path=$(command -v pulumi) && have pulumi-language-java || return 1
  if [[ $memo -nt $path ]] && read -r version known <"$memo" && [[ $known == "$path" ]]; then
    version_at_least "$version" "$PULUMI_VERSION"
    return
  fi
  version=$(PULUMI_SKIP_UPDATE_CHECK=true pulumi version) || return 1
  mkdir -p "$CACHE"
  printf '%s %s\n' "$version" "$path" >"$memo"
  version_at_least "$version" "$PULUMI_VERSION"
}

# Sets PULUMI_BIN to a folder for the PATH, or to nothing where the PATH is good as it is.
ensure_pulumi() {
  PULUMI_BIN=''
  if pulumi_on_path; then return 0; fi
  find_cached_pulumi || with_lock install_pulumi
  PATH=$PULUMI_BIN:$PATH
}

find_cached_pulumi() {
  local release=$CACHE/pulumi-$PULUMI_VERSION
  for PULUMI_BIN in "$release" "$release-$(module_key pulumi-cli)"; do
    [[ ! -x $PULUMI_BIN/pulumi || ! -x $PULUMI_BIN/pulumi-language-java ]] || return 0
  done
  return 1
}

install_pulumi() {
  local release=$CACHE/pulumi-$PULUMI_VERSION into
  if find_cached_pulumi; then return 0; fi
  new_temporary
  into=$TEMPORARY
  if fetch_release "$PULUMI_RELEASES/v$PULUMI_VERSION/pulumi-v$PULUMI_VERSION-$(release_platform x64).tar.gz" \
    "$PULUMI_RELEASES/v$PULUMI_VERSION/pulumi-$PULUMI_VERSION-checksums.txt" "$into"; then
    PULUMI_BIN=$release
    publish "$into/pulumi" "$PULUMI_BIN"
  else
    PULUMI_BIN=$release-$(module_key pulumi-cli)
    # Set by the linker, because Go builds no version into dependencies; pulumi version would print nothing.
    go_build pulumi-cli tool "$into/bin" "-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v$PULUMI_VERSION \
      -X github.com/pulumi/pulumi-java/pkg/version.Version=$PULUMI_JAVA_VERSION"
    publish "$into/bin" "$PULUMI_BIN"
  fi
}

# Only the benchmark asks for it. Sets YAML_HOST_BIN.
ensure_yaml_host() {
  YAML_HOST_BIN=$CACHE/pulumi-yaml-$(module_key pulumi-yaml)
  [[ -x $YAML_HOST_BIN/pulumi-language-yaml ]] || with_lock install_yaml_host
}

install_yaml_host() {
  [[ ! -x $YAML_HOST_BIN/pulumi-language-yaml ]] || return 0
  new_temporary
  local into=$TEMPORARY
  go_build pulumi-yaml tool "$into/bin" ''
  publish "$into/bin" "$YAML_HOST_BIN"
}

# --- Docker plugin ------------------------------------------------------------------------------

# Installs the plugin into PULUMI_HOME. After ensure_pulumi and ensure_engine.
ensure_docker_plugin() {
  docker_plugin_fits || with_lock install_docker_plugin
}

engine_needs_own_plugin() { ! version_at_least "$DOCKER_PLUGIN_API" "${ENGINE_LOWEST_API:-0}"; }

docker_plugin_folder() { printf '%s/plugins/resource-docker-v%s' "$PULUMI_HOME" "$DOCKER_PLUGIN_VERSION"; }

docker_plugin_fits() {
  local folder origin=''
  folder=$(docker_plugin_folder)
  [[ -x $folder/pulumi-resource-docker ]] || return 1
  if [[ -r $folder/origin ]]; then
    origin=$(<"$folder/origin")
  elif [[ $PULUMI_HOME != "$CACHE"/* ]]; then
    # The user's own installation.
    origin=release
  fi
  case $origin in
    release) ! engine_needs_own_plugin ;;
    *) [[ $origin == "$(module_key pulumi-docker-plugin)" ]] ;;
  esac
}

install_docker_plugin() {
  local into origin=release
  if docker_plugin_fits; then return 0; fi
  new_temporary
  into=$TEMPORARY
  if engine_needs_own_plugin ||
    ! fetch_release "$DOCKER_PLUGIN_RELEASES/v$DOCKER_PLUGIN_VERSION/pulumi-resource-docker-v$DOCKER_PLUGIN_VERSION-$(release_platform amd64).tar.gz" \
      "$DOCKER_PLUGIN_RELEASES/v$DOCKER_PLUGIN_VERSION/pulumi-docker_${DOCKER_PLUGIN_VERSION}_checksums.txt" "$into"; then
    origin=$(module_key pulumi-docker-plugin)
    # Without docker_compose, which plugin and SDK of this version do not know: it doubles what must be compiled.
    go_build pulumi-docker-plugin . "$into" "-X main.version=$DOCKER_PLUGIN_VERSION" -tags no_compose
  fi
  rm -f "$(docker_plugin_folder)/origin"
  run_logged "Installing the Docker plugin $DOCKER_PLUGIN_VERSION" \
    pulumi plugin install resource docker "$DOCKER_PLUGIN_VERSION" --reinstall -f "$into/pulumi-resource-docker" ||
    die "the Docker plugin could not be installed"
  # Last: without this note the plugin counts as not installed.
  printf '%s\n' "$origin" >"$(docker_plugin_folder)/origin"
}
