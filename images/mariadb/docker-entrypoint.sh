#!/bin/bash
# The part of the official image's interface that this project uses: MARIADB_ROOT_PASSWORD(_FILE), MARIADB_DATABASE,
# MARIADB_USER, MARIADB_PASSWORD(_FILE), each also as MYSQL_*.
set -euo pipefail

die() { printf 'mariadb image: %s\n' "$*" >&2; exit 1; }

[[ ${1:-} != -* ]] || set -- mariadbd "$@"
[[ ${1:-} == mariadbd || ${1:-} == mysqld ]] || exec "$@"
shift
set -- mariadbd "$@"

# setting NAME: sets $NAME from MARIADB_NAME or MYSQL_NAME, or from the file in either with _FILE.
setting() {
  local name found=() source
  for source in "MARIADB_$1" "MYSQL_$1" "MARIADB_$1_FILE" "MYSQL_$1_FILE"; do
    [[ -z ${!source:-} ]] || found+=("$source")
  done
  (( ${#found[@]} <= 1 )) || die "set only one of ${found[*]}"
  source=${found[0]:-}
  case $source in
    '') name= ;;
    *_FILE) name=$(< "${!source}") ;;
    *) name=${!source} ;;
  esac
  printf -v "$1" %s "$name"
  # As MARIADB_* they outlive the change of user, after which only root's files could no longer be read.
  unset "MARIADB_$1" "MYSQL_$1" "MARIADB_$1_FILE" "MYSQL_$1_FILE"
  [[ -z $name ]] || export "MARIADB_$1=$name"
}
for name in ROOT_PASSWORD DATABASE USER PASSWORD; do setting "$name"; done

datadir=/var/lib/mysql
if (( EUID == 0 )); then
  # Both may be mounts that belong to root. Handing them over needs no walk through a volume that is ours already.
  [[ $(stat -c %u "$datadir") == 999 ]] || chown -R mysql:mysql "$datadir"
  install -d -o mysql -g mysql /run/mysqld
  exec setpriv --reuid=mysql --regid=mysql --init-groups -- "$0" "$@"
fi
unset MARIADB_ROOT_PASSWORD MARIADB_PASSWORD

# A text as an SQL string.
quote() {
  local text=${1//\\/\\\\}
  printf "'%s'" "${text//\'/\'\'}"
}

# An SQL identifier.
# shellcheck disable=SC2016  # these backquotes are SQL's
name() { printf '`%s`' "${1//\`/\`\`}"; }

accounts() {
  local host root healthcheck
  root=$(quote "$ROOT_PASSWORD")
  # What mariadb-install-db makes beside root@localhost has no password.
  echo "DELETE FROM mysql.global_priv WHERE User = '' OR User = 'root' AND Host <> 'localhost';"
  echo "DELETE FROM mysql.proxies_priv WHERE Host <> 'localhost';"
  echo "FLUSH PRIVILEGES;" # bootstrap mode knows no accounts before
  echo "ALTER USER root@localhost IDENTIFIED BY $root;"
  echo "CREATE USER root@'%' IDENTIFIED BY $root;"
  echo "GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;"
  healthcheck=$(quote "$1")
  for host in localhost 127.0.0.1 ::1; do
    echo "CREATE USER healthcheck@'$host' IDENTIFIED BY $healthcheck;"
  done
  [[ -z $DATABASE ]] || echo "CREATE DATABASE IF NOT EXISTS $(name "$DATABASE");"
  if [[ -n $USER ]]; then
    echo "CREATE USER $(quote "$USER")@'%' IDENTIFIED BY $(quote "$PASSWORD");"
    # In a grant, _ and % of a database's name are wildcards.
    [[ -z $DATABASE ]] || { DATABASE=${DATABASE//_/\\_}; echo "GRANT ALL ON $(name "${DATABASE//%/\\%}").* TO $(quote "$USER")@'%';"; }
  fi
}

# A data directory is made aside, inside the volume, and moved into place with the system schema "mysql" last. That schema
# is therefore the proof of a finished one, and all that lies around without it was left by an interrupted start.
aside=$datadir/.initialising

initialise() {
  local healthcheck
  [[ -n $ROOT_PASSWORD ]] || die 'the volume is empty: set MARIADB_ROOT_PASSWORD or MARIADB_ROOT_PASSWORD_FILE to make a database'
  [[ -z $USER || -n $PASSWORD ]] || die "MARIADB_USER=$USER needs MARIADB_PASSWORD or MARIADB_PASSWORD_FILE"

  if [[ -e $aside ]]; then
    find "$datadir" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
  elif [[ -n $(find "$datadir" -mindepth 1 -maxdepth 1 ! -name lost+found -print -quit) ]]; then
    die "$datadir holds files but no system schema: it is no MariaDB data directory, and will not be overwritten"
  fi
  mkdir "$aside"
  healthcheck=$(head -c 24 /dev/urandom | base64)
  mariadb-install-db --datadir="$aside" --skip-test-db --auth-root-authentication-method=normal > "$aside.log" \
    || { cat "$aside.log" >&2; die 'initialisation failed'; }
  accounts "$healthcheck" | mariadbd --bootstrap --datadir="$aside"
  # Where healthcheck.sh, of this image and of the official one, looks for its account.
  (umask 077 && printf '[mariadb-client]\nport=3306\nsocket=/run/mysqld/mysqld.sock\nuser=healthcheck\npassword=%s\n' "$healthcheck" \
    > "$aside/.my-healthcheck.cnf")
  sync -f "$aside"
  rm "$aside.log"
  find "$aside" -mindepth 1 -maxdepth 1 ! -name mysql -exec mv -t "$datadir" {} +
  mv "$aside/mysql" "$datadir/"
}

[[ -d $datadir/mysql ]] || initialise
[[ ! -d $aside ]] || rmdir "$aside"
exec "$@"
