# FILE BEFORE BYTES: a second server loads the keys, and the first becomes its replica for a moment, which keeps its own files
# in order whatever its release. Ends with 3 if what was there is as it was.
set -eu
password=
if [ -n "$1" ]; then content=$(cat "$1"); password=${content#"$2"}; fi
port=16379

own() { if [ -n "$password" ]; then REDISCLI_AUTH=$password redis-cli "$@"; else redis-cli "$@"; fi; }
other() { redis-cli -h 127.0.0.1 -p "$port" "$@"; }
about() { own INFO "$1" | tr -d '\r' | sed -n "s/^$2://p"; }
# An answer of the server that is an error does not make redis-cli fail.
must() { [ "$(own "$@")" = OK ]; }

[ "$(own PING)" = PONG ] || { echo 'the server does not answer' >&2; exit 3; }
directory=$(own CONFIG GET dir | tail -n 1)
file=versatile-restore.rdb
helper=
clean() {
  if [ -n "$helper" ]; then
    own REPLICAOF NO ONE >/dev/null || true
    kill "$helper" 2>/dev/null || true
    wait "$helper" 2>/dev/null || true
  fi
  rm -f "$directory/$file"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM

head -c "$3" >"$directory/$file" || exit 3
[ "$(wc -c <"$directory/$file")" -eq "$3" ] || { echo 'not all of it arrived' >&2; exit 3; }
redis-server --bind 127.0.0.1 --port "$port" --dir "$directory" --dbfilename "$file" --save '' --appendonly no >&2 &
helper=$!
until [ "$(other PING 2>/dev/null)" = PONG ]; do
  kill -0 "$helper" 2>/dev/null || { echo 'it could not be loaded' >&2; helper=; exit 3; }
  sleep 0.2
done

must REPLICAOF 127.0.0.1 "$port"
tries=0
until [ "$(about replication master_link_status)" = up ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 3000 ] || { echo 'the server did not take the keys over' >&2; exit 1; }
  sleep 0.2
done
must REPLICAOF NO ONE
kill "$helper"
wait "$helper" 2>/dev/null || true
helper=
# What only memory has would be gone with the next restart.
if [ "$(about persistence aof_enabled)" = 1 ]; then
  while [ "$(about persistence aof_rewrite_in_progress)$(about persistence aof_rewrite_scheduled)" != 00 ]; do sleep 0.2; done
  [ "$(about persistence aof_last_bgrewrite_status)" = ok ]
else
  must SAVE
fi
