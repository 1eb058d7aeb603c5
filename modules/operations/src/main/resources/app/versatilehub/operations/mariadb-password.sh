# Gives root, from wherever it comes, the password on standard input. It is in no argument, and the statement is kept out of the general log.
# Ends with 3 if what was there is as it was.
set -eu
IFS= read -r password || [ -n "$password" ] || exit 3
file=${MARIADB_ROOT_PASSWORD_FILE:-${MYSQL_ROOT_PASSWORD_FILE:-}}
if [ -n "$file" ]; then present=$(cat "$file"); else present=${MARIADB_ROOT_PASSWORD:-${MYSQL_ROOT_PASSWORD:-}}; fi
export MYSQL_PWD

ask() { mariadb --user=root --skip-column-names --batch --raw --execute="$1" </dev/null; }

# An interrupted run may have come so far that only the new one is taken.
MYSQL_PWD=$password
if ! ask 'SELECT 1' >/dev/null 2>&1; then MYSQL_PWD=$present; fi
accounts=$(ask "SELECT GROUP_CONCAT(CONCAT(QUOTE(User), '@', QUOTE(Host)) SEPARATOR ' ') FROM mysql.global_priv WHERE User = 'root'") || exit 3

changes=
for account in $accounts; do changes="${changes:+$changes, }$account IDENTIFIED BY '$password'"; done
mariadb --user=root <<SQL
SET SESSION sql_log_off = 1;
ALTER USER $changes;
SQL
MYSQL_PWD=$password
ask 'SELECT 1' >/dev/null
