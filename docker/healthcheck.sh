#!/bin/sh
# Healthy means migrated: the server that stays lets people in, and the ledger holds a version that is not dirty.
set -eu

# value NAME DEFAULT: $NAME, or what is in the file that $NAME_FILE names.
value() {
  eval "file=\${$1_FILE:-}; text=\${$1:-}"
  if [ -n "$file" ]; then
    text=$(cat "$file")
  fi
  printf '%s' "${text:-$2}"
}

database=$(value POSTGRES_DB "$ELEMENTALDB_BUILT_DATABASE")

# is_clean USER
is_clean() {
  clean=$(PGCONNECT_TIMEOUT=3 psql --no-psqlrc --no-password --tuples-only --no-align --username="$1" \
    --dbname="$database" --command='SELECT NOT dirty FROM schema_migrations')
  [ "$clean" = t ]
}

# A role that the migrations made may not be allowed to read the ledger.
is_clean "$(value POSTGRES_USER "$ELEMENTALDB_BUILT_USER")" || is_clean "$ELEMENTALDB_BUILT_USER"
