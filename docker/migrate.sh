#!/bin/sh
# migrate.sh MIGRATIONS ARCHIVE: makes a cluster, applies the up migrations as golang-migrate does, shuts down, and packs
# the data directory. For the Dockerfile beside it, in a stage that is thrown away.
#
# As there: in the order of their versions, in one session, each file whole as ONE simple query (\gexec sends it so), the
# ledger written before and after. Client data (999999_client_data.up.sql, or 999999_NAME.up.sql that holds only rows) is
# left out.
set -eu

migrations=$1
archive=$2
data=/tmp/elementaldb/data

if [ "$(id -u)" = 0 ]; then
  install -d -o postgres /tmp/elementaldb
  su postgres -s /bin/sh -c 'exec "$0" "$@"' -- /bin/sh "$0" "$migrations" /tmp/elementaldb/data.tar
  mv /tmp/elementaldb/data.tar "$archive"
  exit
fi

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# is_client_data FILE NAME: rows only, as far as the first words of its lines show.
is_client_data() {
  case $2 in
    999999_client_data.up.sql) return 0 ;;
    999999_*.up.sql) ;;
    *) return 1 ;;
  esac
  grep -qiE '^[[:space:]]*(insert|copy)[[:space:]]' "$1" &&
    ! grep -qiE '(^|;)[[:space:]]*(create|drop|alter|grant|revoke|do|comment)[[:space:]]' "$1"
}

# A line for each migration: its version, without leading zeros, and its file.
listed() {
  for file in "$migrations"/*; do
    name=$(basename "$file")
    version=$(expr "$name" : '\([0-9][0-9]*\)_.*\.up\..*' || true)
    if [ -n "$version" ] && ! is_client_data "$file" "$name"; then
      printf '%s %s\n' "$(expr "$version" + 0)" "$file"
    fi
  done | sort -n
}

script() {
  cat <<'SQL'
SELECT format('%I.schema_migrations', current_schema()) AS ledger \gset
CREATE TABLE IF NOT EXISTS :ledger (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);
SQL
  listed | while read -r version file; do
    quoted=$(printf '%s' "$file" | sed "s/'/''/g")
    cat <<SQL
\\echo $(basename "$file")
BEGIN; TRUNCATE :ledger; INSERT INTO :ledger VALUES ($version, true); COMMIT;
SELECT pg_read_file('$quoted') \\gexec
DO \$\$ BEGIN IF now() <> statement_timestamp() THEN RAISE 'the file leaves a transaction open'; END IF; END \$\$;
BEGIN; TRUNCATE :ledger; INSERT INTO :ledger VALUES ($version, false); COMMIT;
SQL
  done
}

if [ -z "$(listed)" ]; then
  fail "There is no migration in $migrations: files are named 000001_name.up.sql."
fi
twice=$(listed | cut -d ' ' -f 1 | uniq -d)
if [ -n "$twice" ]; then
  fail "Two migrations have the version $twice."
fi

initdb --pgdata="$data" --username="$POSTGRES_USER" --encoding=UTF8 --locale=C.UTF-8 \
  --auth-local=trust --auth-host=trust --no-sync >/dev/null
echo 'host all all all scram-sha-256' >>"$data/pg_hba.conf"
printf "%s\n" "listen_addresses = '*'" >>"$data/postgresql.conf"
pg_ctl --pgdata="$data" --wait --silent \
  --options="-c listen_addresses='' -c unix_socket_directories=/tmp -c fsync=off" start >/dev/null
export PGHOST=/tmp PGUSER="$POSTGRES_USER"
psql --no-psqlrc --quiet --dbname=postgres --set=ON_ERROR_STOP=1 --set=name="$POSTGRES_DB" <<'SQL'
CREATE DATABASE :"name" TEMPLATE template0;
SQL
script | psql --no-psqlrc --quiet --dbname="$POSTGRES_DB" --set=ON_ERROR_STOP=1 ||
  fail "The migration named last above failed. If it makes the role $POSTGRES_USER, build with --build-arg POSTGRES_USER=admin."
pg_ctl --pgdata="$data" --wait --silent --mode=fast stop
tar -cf "$archive" -C "$data/.." data
