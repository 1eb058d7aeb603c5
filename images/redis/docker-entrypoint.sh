#!/bin/sh
# The official image's entry point: options go to redis-server, which runs as redis and takes clients from other containers.
set -eu

case ${1:-} in
  -* | *.conf) set -- redis-server "$@" ;;
esac
[ "${1:-}" = redis-server ] || exec "$@"

if [ "$(id -u)" = 0 ]; then
  # The volume may belong to root.
  find . \! -user redis -exec chown redis:redis '{}' +
  exec setpriv --reuid=redis --regid=redis --init-groups -- "$0" "$@"
fi
# What may reach this server is decided by the networks; protected mode would refuse all of it. A configuration file, or
# "-" for standard input, has to stay in front of the options.
shift
case ${1:-} in
  - | *.conf)
    configuration=$1
    shift
    exec redis-server "$configuration" --protected-mode no "$@"
    ;;
esac
exec redis-server --protected-mode no "$@"
