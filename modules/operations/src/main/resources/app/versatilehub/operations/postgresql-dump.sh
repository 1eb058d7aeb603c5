# DATABASE: writes its dump. One transaction, so that it is of one moment.
set -eu
exec pg_dump -U "${POSTGRES_USER:-postgres}" --format=custom --compress=1 --dbname="$1"
