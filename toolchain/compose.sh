# The loader of Docker Compose, for what reads Compose files.
# shellcheck shell=bash

# names_compose_file COMMAND ARGUMENTS...: does this command of the command line read Compose files?
names_compose_file() {
  local argument
  [[ $1 == check || $1 == diff ]] || return 1
  for argument in "${@:2}"; do
    case $argument in
      --compose | --compose=* | --against-compose | --against-compose=*) return 0 ;;
    esac
  done
  return 1
}

# Sets VERSATILE_COMPOSE_READER to the program.
ensure_compose_reader() {
  local folder
  folder=$CACHE/compose-reader-$(module_key compose-reader)
  export VERSATILE_COMPOSE_READER=$folder/compose-reader
  [[ -x $VERSATILE_COMPOSE_READER ]] || with_lock install_compose_reader "$folder"
}

install_compose_reader() {
  [[ ! -x $VERSATILE_COMPOSE_READER ]] || return 0
  new_temporary
  local into=$TEMPORARY
  go_build compose-reader . "$into/bin" ''
  publish "$into/bin" "$1"
}
