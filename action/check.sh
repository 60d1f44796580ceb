#!/bin/sh
# What the GitHub Action of this repository (action.yml) runs in the checkout of a project. By the environment come the
# inputs: MIGRATIONS, CHANGED_SINCE, VERSION, SARIF, ARGUMENTS.
set -eu
. "${0%/*}/elementaldb.sh"

base=$CHANGED_SINCE
if [ -z "$base" ] && [ -n "${GITHUB_BASE_REF:-}" ]; then
  base=origin/$GITHUB_BASE_REF # A pull request.
fi
if [ "$base" = none ]; then
  base=
elif [ -n "$base" ] && ! git rev-parse --verify --quiet "$base^{commit}" >/dev/null; then
  # actions/checkout fetches one commit alone.
  git fetch --quiet --no-tags --depth=1 origin "${base#origin/}"
  base=$(git rev-parse FETCH_HEAD)
fi

# shellcheck disable=SC2086 # several flags in one input
set -- "$MIGRATIONS" ${base:+--changed-since "$base"} $ARGUMENTS
code=0
elementaldb check "$@" --format sarif >"$SARIF" || code=$?
if [ "$code" -gt 1 ]; then
  rm -f "$SARIF" # Nothing was judged; why has been said.
  exit "$code"
fi
echo "sarif=$SARIF" >>"$GITHUB_OUTPUT"
# The verdicts are in the cache by now.
elementaldb check "$@" --format github || true
elementaldb check "$@" --format markdown >>"$GITHUB_STEP_SUMMARY" || true
exit "$code"
