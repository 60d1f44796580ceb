#!/usr/bin/env bash
# Each test gets a database of its own from one process. Needs elementaldb on
# PATH, jq and psql.
set -euo pipefail
cd "$(dirname "$0")"

coproc leases { exec elementaldb lease --serve; }
exec {requests}>&"${leases[1]}" {answers}<&"${leases[0]}"

ask() { # REQUEST: prints the result
  local answer
  echo "$1" >&"$requests"
  read -r answer <&"$answers"
  jq -e .result <<<"$answer" || { jq -r '.error | .message, .hint // ""' <<<"$answer" >&2 && exit 1; }
}

passed=0
run() { # TEST: with a database in $url
  local database url
  database=$(ask '{"id": "lease", "lease": {}}')
  url=$(jq -r .url <<<"$database")
  "$1" || { echo "FAILED: $1" && exit 1; }
  ask "{\"id\": \"release\", \"release\": $(jq .database <<<"$database")}" >/dev/null
  passed=$((passed + 1))
}

sql() { psql "$url" --no-psqlrc --quiet --no-align --tuples-only --command "$1"; }

a_site_has_a_name() {
  sql "INSERT INTO site (name) VALUES ('depot')"
  [ "$(sql 'SELECT name FROM site')" = depot ]
}

another_test_sees_nothing_of_it() {
  [ "$(sql 'SELECT count(*) FROM site')" = 0 ]
}

a_name_is_unique() {
  ! sql "INSERT INTO site (name) VALUES ('depot'), ('depot')" 2>/dev/null
}

run a_site_has_a_name
run another_test_sees_nothing_of_it
run a_name_is_unique
echo "$passed passed"
