#!/bin/sh
# Compares a database with the migrations that its ledger names, as a step of the GitHub Action (action.yml). Inputs from
# the environment: MIGRATIONS, VERSION, DRIFT_DATABASE_URL, DRIFT_ARGUMENTS.
set -eu
. "${0%/*}/elementaldb.sh"

# shellcheck disable=SC2086 # several flags in one input
set -- "$MIGRATIONS" --database-url "$DRIFT_DATABASE_URL" $DRIFT_ARGUMENTS
code=0
elementaldb drift "$@" --format github || code=$?
if [ "$code" -le 1 ]; then
  elementaldb drift "$@" --format markdown >>"$GITHUB_STEP_SUMMARY" || true
fi
exit "$code"
