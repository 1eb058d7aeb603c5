# DATABASE BYTES: restores it beside the present one, and changes the two in one transaction.
# Ends with 3 if what was there is as it was.
set -eu
export PGUSER="${POSTGRES_USER:-postgres}"

sql() { psql -X -q -v ON_ERROR_STOP=1 -v name="$1" -d template1; }

unchanged() {
  echo 'DROP DATABASE IF EXISTS versatile_restoring WITH (FORCE);' | sql "" >/dev/null 2>&1 || true
  exit 3
}

sql "$1" <<'SQL' || unchanged
DROP DATABASE IF EXISTS versatile_restoring WITH (FORCE);
CREATE DATABASE versatile_restoring TEMPLATE template0;
SQL
head -c "$2" | pg_restore --exit-on-error --dbname=versatile_restoring || unchanged

# psql, too, ends with 3 when a statement fails, and then it is not known how far it came.
sql "$1" >/dev/null <<'SQL' || exit 1
SELECT EXISTS (SELECT FROM pg_database WHERE datname = :'name') AS present \gset
\if :present
DROP DATABASE IF EXISTS versatile_replaced WITH (FORCE);
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :'name';
BEGIN;
ALTER DATABASE :"name" RENAME TO versatile_replaced;
ALTER DATABASE versatile_restoring RENAME TO :"name";
COMMIT;
DROP DATABASE versatile_replaced WITH (FORCE);
\else
ALTER DATABASE versatile_restoring RENAME TO :"name";
\endif
SQL
