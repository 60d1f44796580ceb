#!/bin/sh
# migrate.sh MIGRATIONS ARCHIVE: makes a cluster, applies the up migrations as golang-migrate does, shuts down, and packs
# the data directory. For the Dockerfile beside it, in a stage that is thrown away.
#
# As there: in the order of their versions, in one session, each file whole as ONE simple query (\gexec sends it so), the
# ledger written before and after. Client data (999999_client_data.up.sql, or 999999_NAME.up.sql that holds only rows) is
# left out; a file of that version with both rows and other statements is refused.
set -eu

migrations=$1
archive=$2
data=/tmp/elementaldb/data

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# version_of FILE: of an up migration, without leading zeros; nothing for other files.
version_of() {
  version=$(expr "$(basename "$1")" : '\([0-9][0-9]*\)_.*\.up\..*' || true)
  if [ -n "$version" ]; then
    expr "$version" + 0 || true # expr fails if the result is 0.
  fi
}

# may_hold_rows FILE: INSERT or COPY, perhaps in a function.
may_hold_rows() {
  grep -aqiE '(^|;|\*/)[[:space:]]*copy[[:space:]]|(^|[^[:alnum:]_])insert([[:space:]]+into|[[:space:]]*$)' "$1"
}

# may_change_schema FILE: by the first words of its lines and of what follows a semicolon, which may also be part of a value.
may_change_schema() {
  grep -aviE '^[[:space:]]*alter[[:space:]]+table[[:space:]][^;]*[[:space:]](dis|en)able[[:space:]]+trigger[[:space:]][^;]*;[[:space:]]*$' "$1" |
    grep -aqiE '(^|;)[[:space:]]*(create|drop|alter|grant|revoke|do|comment)([^[:alnum:]_]|$)'
}

# is_client_data FILE VERSION
is_client_data() {
  [ "$2" = 999999 ] || return 1
  case $(basename "$1") in
    *[0-9]_client_data.up.*) return 0 ;;
  esac
  may_hold_rows "$1" && ! may_change_schema "$1"
}

# A line for each migration: its version and its file.
listed() {
  for file in "$migrations"/*; do
    version=$(version_of "$file")
    if [ -n "$version" ] && ! is_client_data "$file" "$version"; then
      printf '%s %s\n' "$version" "$file"
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

listed | while read -r version file; do
  if [ "$version" = 999999 ] && may_hold_rows "$file"; then
    fail "$(basename "$file") adds rows and seems to do more, so it may hold client data, which must not enter the image.
If it is client data, move it out of $migrations or name it 999999_client_data.up.sql. If it is a migration, give it another version."
  fi
done
if [ -z "$(listed)" ]; then
  fail "There is no migration in $migrations: files are named 000001_name.up.sql."
fi
twice=$(listed | cut -d ' ' -f 1 | uniq -d)
if [ -n "$twice" ]; then
  fail "Two migrations have the version $twice."
fi

if [ "$(id -u)" = 0 ]; then
  install -d -o postgres /tmp/elementaldb
  su postgres -s /bin/sh -c 'exec "$0" "$@"' -- /bin/sh "$0" "$migrations" /tmp/elementaldb/data.tar
  mv /tmp/elementaldb/data.tar "$archive"
  exit
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
