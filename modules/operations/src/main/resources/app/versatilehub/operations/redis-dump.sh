# FILE BEFORE: lets the server save its keys and writes what it saved. FILE has the password behind BEFORE; empty for none.
set -eu
fail() { printf '%s\n' "$1" >&2; exit 1; }
if [ -n "$1" ]; then content=$(cat "$1"); export REDISCLI_AUTH="${content#"$2"}"; fi

persistence() { redis-cli INFO persistence | tr -d '\r' | sed -n "s/^$1://p"; }
configured() { redis-cli CONFIG GET "$1" | tail -n 1; }

[ "$(redis-cli PING)" = PONG ] || fail 'the server does not answer'
directory=$(configured dir)
name=$(configured dbfilename)
tries=0
# While it saves for itself, or rewrites its log, it does not begin another.
until [ "$(redis-cli BGSAVE)" = 'Background saving started' ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 300 ] || fail 'the server does not begin to save'
  sleep 1
done
while [ "$(persistence rdb_bgsave_in_progress)" = 1 ]; do sleep 0.2; done
[ "$(persistence rdb_last_bgsave_status)" = ok ] || fail "the server could not save to $directory; its log says why"
exec cat "$directory/$name"
