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

clean=$(PGCONNECT_TIMEOUT=3 psql --no-psqlrc --no-password --tuples-only --no-align \
  --username="$(value POSTGRES_USER "$ELEMENTALDB_BUILT_USER")" --dbname="$(value POSTGRES_DB "$ELEMENTALDB_BUILT_DATABASE")" \
  --command='SELECT NOT dirty FROM schema_migrations')
[ "$clean" = t ]
