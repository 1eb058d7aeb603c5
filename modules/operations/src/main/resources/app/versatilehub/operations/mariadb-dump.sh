# Writes SQL that makes the users and databases again. Not the system's own: root's password belongs to the installation.
set -eu
file=${MARIADB_ROOT_PASSWORD_FILE:-${MYSQL_ROOT_PASSWORD_FILE:-}}
if [ -n "$file" ]; then MYSQL_PWD=$(cat "$file"); else MYSQL_PWD=${MARIADB_ROOT_PASSWORD:-${MYSQL_ROOT_PASSWORD:-}}; fi
export MYSQL_PWD

ask() { mariadb --user=root --skip-column-names --batch --raw --execute="$1" </dev/null; }

accounts=$(ask "SELECT CONCAT(QUOTE(User), '@', QUOTE(Host)) FROM mysql.global_priv
  WHERE User NOT IN ('', 'root', 'mysql', 'mariadb.sys', 'healthcheck', 'PUBLIC')
  AND COALESCE(JSON_VALUE(Priv, '\$.is_role'), 0) = 0 ORDER BY User, Host")
databases=$(ask "SELECT schema_name FROM information_schema.schemata
  WHERE schema_name NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys') ORDER BY schema_name")

set -f
IFS='
'
for account in $accounts; do
  statements=$(ask "SHOW CREATE USER $account; SHOW GRANTS FOR $account")
  printf 'DROP USER IF EXISTS %s;\n' "$account"
  printf '%s\n' "$statements" | sed 's/$/;/'
done

# shellcheck disable=SC2086  # one word for each line
set -- $databases
[ $# -gt 0 ] || exit 0
exec mariadb-dump --user=root --single-transaction --quick --routines --events --triggers --hex-blob \
  --default-character-set=utf8mb4 --add-drop-database --databases "$@"
