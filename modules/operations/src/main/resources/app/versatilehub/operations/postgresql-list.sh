# Names the databases worth keeping: not the templates, nor "postgres", which is for maintenance unless it is the declared one.
set -eu
exec psql -X -A -t -q -v ON_ERROR_STOP=1 -v declared="${POSTGRES_DB:-${POSTGRES_USER:-postgres}}" \
  -U "${POSTGRES_USER:-postgres}" -d template1 <<'SQL'
SELECT datname FROM pg_database
WHERE NOT datistemplate AND datallowconn AND (datname <> 'postgres' OR datname = :'declared')
  AND datname NOT IN ('versatile_restoring', 'versatile_replaced')
ORDER BY datname;
SQL
