#!/bin/sh
# password-file.sh ENTRYPOINT COMMAND...: gives a Redis server the password that is in REDIS_PASSWORD_FILE. It goes in by
# standard input, which Redis reads as configuration: an argument would be seen in the process list, and a file would need
# a place to be written to.
set -eu

die() { printf 'redis image: %s\n' "$*" >&2; exit 1; }

entrypoint=$1
shift
case ${1:-} in
  redis-server) shift ;;
  -* | *.conf) ;;
  *) exec "$entrypoint" "$@" ;;
esac
[ -n "${REDIS_PASSWORD_FILE:-}" ] || exec "$entrypoint" redis-server "$@"

case ${1:-} in
  *.conf) die 'REDIS_PASSWORD_FILE and a configuration file do not go together: use options, or requirepass in the file' ;;
esac
password=$(cat "$REDIS_PASSWORD_FILE")
[ -n "$password" ] || die "$REDIS_PASSWORD_FILE is empty"
# Inside double quotes Redis reads backslash escapes.
password=$(printf %s "$password" | sed 's/[\\"]/\\&/g')
exec "$entrypoint" redis-server - "$@" <<END
requirepass "$password"
END
