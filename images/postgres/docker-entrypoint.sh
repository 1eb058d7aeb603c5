#!/bin/bash
# The part of the official image's interface that this project uses: POSTGRES_USER, POSTGRES_PASSWORD(_FILE), POSTGRES_DB.
set -euo pipefail

die() { printf 'postgres image: %s\n' "$*" >&2; exit 1; }

[[ ${1:-} != -* ]] || set -- postgres "$@"
[[ ${1:-} == postgres ]] || exec "$@"

password=${POSTGRES_PASSWORD:-}
if [[ -n ${POSTGRES_PASSWORD_FILE:-} ]]; then
  [[ -z $password ]] || die 'set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE, not both'
  password=$(< "$POSTGRES_PASSWORD_FILE")
fi

if (( EUID == 0 )); then
  # Both may be mounts that belong to root. Handing them over needs no walk through a volume that is ours already.
  [[ $(stat -c %u "$PGDATA") == 999 ]] || chown -R postgres:postgres "$PGDATA"
  install -d -o postgres -g postgres -m 3775 /var/run/postgresql
  # The password goes on in the environment, since only root may be able to read the file.
  export POSTGRES_PASSWORD=$password
  unset POSTGRES_PASSWORD_FILE
  exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$0" "$@"
fi
unset POSTGRES_PASSWORD POSTGRES_PASSWORD_FILE

# A cluster is made aside, inside the volume, and moved into place with PG_VERSION last. PG_VERSION is therefore the
# proof of a finished cluster, and all that lies around without it was left by an interrupted start.
aside=$PGDATA/.initialising

initialise() {
  local user=${POSTGRES_USER:-postgres} database
  database=${POSTGRES_DB:-$user}
  [[ -n $password ]] || die 'the volume is empty: set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE to make a database cluster'

  chmod 0700 "$PGDATA"
  if [[ -e $aside ]]; then
    find "$PGDATA" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
  elif [[ -n $(find "$PGDATA" -mindepth 1 -maxdepth 1 ! -name lost+found -print -quit) ]]; then
    die "$PGDATA holds files but no PG_VERSION: it is no database cluster, and will not be overwritten"
  fi
  mkdir "$aside"
  initdb --pgdata="$aside" --username="$user" --pwfile=<(printf '%s\n' "$password") \
    --encoding=UTF8 --auth-local=trust --auth-host=scram-sha-256 --no-sync --no-instructions
  echo 'host all all all scram-sha-256' >> "$aside/pg_hba.conf"
  echo "listen_addresses = '*'" >> "$aside/postgresql.conf"
  if [[ $database != postgres ]]; then
    # Single-user mode needs no server to be started, waited for and stopped.
    printf 'CREATE DATABASE "%s"\n' "${database//\"/\"\"}" | postgres --single -D "$aside" postgres > /dev/null
  fi
  sync -f "$aside"
  find "$aside" -mindepth 1 -maxdepth 1 ! -name PG_VERSION -exec mv -t "$PGDATA" {} +
  mv "$aside/PG_VERSION" "$PGDATA/"
}

[[ -s $PGDATA/PG_VERSION ]] || initialise
[[ ! -d $aside ]] || rmdir "$aside"
exec "$@"
