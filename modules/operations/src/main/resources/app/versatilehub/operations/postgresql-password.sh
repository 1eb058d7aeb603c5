# Gives the image's user the password on standard input, and logs in with it as others do. It is in no argument; the statement is kept
# out of the server's log, also if it fails. Ends with 3 if what was there is as it was.
set -eu
IFS= read -r password || [ -n "$password" ] || exit 3
user="${POSTGRES_USER:-postgres}"

psql -X -q -v ON_ERROR_STOP=1 -v user="$user" -U "$user" -d template1 >/dev/null <<SQL || exit 3
SET log_statement = 'none'; SET log_min_duration_statement = -1; SET log_min_error_statement = 'panic';
ALTER ROLE :"user" PASSWORD '$password';
SQL
PGPASSWORD=$password exec psql -X -q -h "$(hostname)" -U "$user" -d template1 -c 'SELECT 1' >/dev/null </dev/null
