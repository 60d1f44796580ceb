#!/bin/sh
# Starts PostgreSQL on a copy of the migrated data directory that the image holds. Its arguments are the base image's own
# entrypoint and what is to be run; the variables mean what they mean there:
#
#   POSTGRES_PASSWORD  of the superuser; required at the first start, as there, unless POSTGRES_HOST_AUTH_METHOD=trust
#   POSTGRES_USER      another superuser than the image was built with; that one stays, but cannot log in. A role that the
#                      migrations made gets the password and keeps its rights; the user of the build then can still log in,
#                      without a password, from inside the container.
#   POSTGRES_DB        another name for the migrated database; unset, it keeps the name that the image was built with
#   …_FILE             a file that holds the value
#
# All of it happens at the first start only, on a data directory that is empty. POSTGRES_INITDB_ARGS and
# /docker-entrypoint-initdb.d come too late: the cluster has been made already.
set -eu

here=$(dirname "$0")

case ${2:-} in
  postgres | -*) ;;
  *) exec "$@" ;;
esac
for argument; do
  case $argument in
    -'?' | --help | --describe-config | -V | --version) exec "$@" ;; # As in the base image: no database is needed.
  esac
done

unfinished=$PGDATA/.elementaldb-unfinished
if [ -s "$PGDATA/PG_VERSION" ] && ! [ -e "$unfinished" ]; then
  exec "$@"
fi

say() {
  printf 'elementaldb: %s\n' "$*" >&2
}

fail() {
  say "$@"
  exit 1
}

# value NAME: $NAME, or what is in the file that $NAME_FILE names.
value() {
  eval "file=\${$1_FILE:-}; text=\${$1:-}"
  if [ -n "$file" ]; then
    text=$(cat "$file")
  fi
  case $text in
    *'
'*) fail "$1 may not hold a line break." ;;
  esac
  printf '%s' "$text"
}

identifier() {
  printf '"%s"' "$(printf '%s' "$1" | sed 's/"/""/g')"
}

literal() {
  printf "'%s'" "$(printf '%s' "$1" | sed "s/'/''/g")"
}

# A line for each statement: that is how a server in single-user mode reads them.
statements() {
  if [ "$user" = "$ELEMENTALDB_BUILT_USER" ]; then
    printf 'ALTER ROLE %s WITH LOGIN%s\n' "$(identifier "$user")" "$with_password"
  else
    # A role that the migrations made keeps the rights that they gave it. The user of the build then stays, to administer:
    # it has no password, so it can only log in from inside the container.
    role=$(identifier "$user")
    printf 'DO $elementaldb$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = %s) THEN ALTER ROLE %s WITH LOGIN%s; ELSE CREATE ROLE %s WITH SUPERUSER CREATEDB CREATEROLE REPLICATION BYPASSRLS LOGIN%s; ALTER ROLE %s WITH NOLOGIN; END IF; END $elementaldb$\n' \
      "$(literal "$user")" "$role" "$with_password" "$role" "$with_password" "$(identifier "$ELEMENTALDB_BUILT_USER")"
  fi
  if [ "$database" != "$ELEMENTALDB_BUILT_DATABASE" ]; then
    # The one that initdb made, which is empty: Testcontainers for Go asks for this name by default.
    if [ "$database" = postgres ]; then
      printf 'DROP DATABASE postgres\n'
    fi
    printf 'ALTER DATABASE %s RENAME TO %s\n' "$(identifier "$ELEMENTALDB_BUILT_DATABASE")" "$(identifier "$database")"
  fi
}

# Runs a command as the account that PostgreSQL runs under.
as_server() {
  if [ "$(id -u)" = 0 ]; then
    su postgres -s /bin/sh -c 'exec "$0" "$@"' -- "$@"
  else
    "$@"
  fi
}

password=$(value POSTGRES_PASSWORD)
user=$(value POSTGRES_USER)
user=${user:-$ELEMENTALDB_BUILT_USER}
database=$(value POSTGRES_DB)
database=${database:-$ELEMENTALDB_BUILT_DATABASE}
method=${POSTGRES_HOST_AUTH_METHOD:-}
if [ -z "$password" ] && [ "$method" != trust ]; then
  fail 'no password is set. Say: docker run -e POSTGRES_PASSWORD=…'
fi
with_password=
if [ -n "$password" ]; then
  with_password=" PASSWORD $(literal "$password")"
fi
if [ -n "${POSTGRES_INITDB_ARGS:-}" ]; then
  say 'POSTGRES_INITDB_ARGS comes too late: the cluster was made when the image was built.'
fi
for file in /docker-entrypoint-initdb.d/*; do
  if [ -e "$file" ]; then
    say "$file is not run: the database is there already. Put it into a migration, or run it with psql."
  fi
done

mkdir -p "$PGDATA"
if [ -e "$unfinished" ]; then
  # An earlier start was cut short, before anybody could connect. The marker stays until the data is complete: this start
  # may be cut short, too.
  find "$PGDATA" -mindepth 1 ! -path "$unfinished" -delete
fi
for file in "$PGDATA"/* "$PGDATA"/.[!.]*; do
  if [ -e "$file" ] && [ "$file" != "$unfinished" ] && [ "$(basename "$file")" != lost+found ]; then
    fail "$PGDATA is neither empty nor a data directory: there is $file."
  fi
done
: >"$unfinished"
tar -xpf "$here/data.tar" -C "$PGDATA" --strip-components=1
if [ "$(id -u)" = 0 ]; then
  chown postgres:postgres "$PGDATA"
fi
chmod 700 "$PGDATA"
if [ -n "$method" ]; then
  access=$(sed "s/^host all all all .*/host all all all $method/" "$PGDATA/pg_hba.conf")
  printf '%s\n' "$access" >"$PGDATA/pg_hba.conf"
fi
statements | as_server postgres --single -D "$PGDATA" -c exit_on_error=on -c log_statement=none \
  -c log_min_error_statement=panic -c log_error_verbosity=terse template1 >/dev/null ||
  fail 'the user or the database could not be set up; the lines above say why.'
# initdb flushes what it has made, too: until then nothing says that it is whole.
sync -f "$PGDATA" 2>/dev/null || sync
rm "$unfinished"
# At its first start the base image prints this line twice, and Testcontainers for Go and Java wait for the second.
say 'the database is set up. Next, PostgreSQL itself says: database system is ready to accept connections'
exec "$@"
