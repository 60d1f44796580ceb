#!/bin/sh
# The entrypoint of the test images: what PostgreSQL's official image does with POSTGRES_USER, POSTGRES_PASSWORD,
# POSTGRES_DB, PGDATA, POSTGRES_INITDB_ARGS and /docker-entrypoint-initdb.d, and no more.
set -eu

initialise() {
  if [ -z "${POSTGRES_PASSWORD:-}" ]; then
    echo 'Error: POSTGRES_PASSWORD is not set' >&2
    exit 1
  fi
  user=${POSTGRES_USER:-postgres}
  database=${POSTGRES_DB:-$user}
  secret=$(mktemp)
  printf '%s\n' "$POSTGRES_PASSWORD" >"$secret"
  # shellcheck disable=SC2086 # several options in one variable
  initdb --username="$user" --pwfile="$secret" --auth=trust ${POSTGRES_INITDB_ARGS:-}
  rm "$secret"
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  echo "listen_addresses = '*'" >>"$PGDATA/postgresql.conf"

  # Not over TCP: from outside nobody may take this server for the one that will stay.
  pg_ctl --wait --silent --options="-c listen_addresses=''" start
  if [ "$database" != postgres ]; then
    createdb --username="$user" --maintenance-db=postgres "$database"
  fi
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh) sh "$file" ;;
      *.sql) sql <"$file" ;;
      *.sql.gz) gunzip --stdout "$file" | sql ;;
    esac
  done
  pg_ctl --wait --silent --mode=fast stop
}

sql() {
  psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="$user" --dbname="$database"
}

case ${1:-} in
  '' | -*) set -- postgres "$@" ;;
  postgres) ;;
  *) exec "$@" ;;
esac

for argument; do
  case $argument in
    -'?' | --help | --describe-config | -V | --version) exec "$@" ;;
  esac
done

if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  chown -R postgres:postgres "$PGDATA" /var/run/postgresql
  chmod 700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initialise
fi
exec "$@"
