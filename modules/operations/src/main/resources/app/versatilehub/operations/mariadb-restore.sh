# BYTES: runs that many bytes of compressed SQL. Ends with 3 if what was there is as it was.
set -eu
file=${MARIADB_ROOT_PASSWORD_FILE:-${MYSQL_ROOT_PASSWORD_FILE:-}}
if [ -n "$file" ]; then MYSQL_PWD=$(cat "$file"); else MYSQL_PWD=${MARIADB_ROOT_PASSWORD:-${MYSQL_ROOT_PASSWORD:-}}; fi
export MYSQL_PWD

mariadb --user=root --execute='SELECT 1' >/dev/null </dev/null || exit 3
head -c "$1" | gzip -dc | mariadb --user=root --default-character-set=utf8mb4
