#!/bin/bash
# healthcheck.sh --connect --innodb_initialized: the two tests of the official image's script that this project uses.
set -euo pipefail

query() {
  mariadb --defaults-file=/var/lib/mysql/.my-healthcheck.cnf --protocol=tcp --host=127.0.0.1 --skip-ssl-verify-server-cert \
    --connect-timeout=2 --skip-column-names --batch --execute="$1"
}

(( $# > 0 )) || { echo 'usage: healthcheck.sh [--connect] [--innodb_initialized]' >&2; exit 2; }
for check in "$@"; do
  case $check in
    --connect) query 'SELECT 1' > /dev/null ;;
    --innodb_initialized)
      [[ $(query "SELECT 1 FROM information_schema.ENGINES WHERE engine = 'innodb' AND support IN ('YES', 'DEFAULT')") == 1 ]]
      ;;
    *) echo "healthcheck.sh: $check is not known" >&2; exit 2 ;;
  esac
done
