#!/bin/sh
# Runs a command with a container engine at hand: the one that answers, or else a dockerd of its own, started before the
# command and stopped after it (only root can). Its images stay in a folder for the next time; so do, until the machine
# restarts, the bridge and the packet filter rules that every dockerd leaves.
#
#   sh test/docker/engine.sh sh -c 'sh test/docker/image.sh && npx vitest run --project docker'
set -eu

data=${ELEMENTALDB_TEST_DOCKER_DATA:-${TMPDIR:-/tmp}/elementaldb-test-docker}
pid=

answers() {
  docker version >/dev/null 2>&1
}

fail() {
  printf 'No container engine answers, and none can be started: %s\n' "$1" >&2
  exit 1
}

# start OPTION...: a dockerd that answers, or false, with none left running.
start() {
  # In a session of its own, so that a Ctrl-C reaches the command and not the engine under it.
  setsid dockerd --host "$DOCKER_HOST" --pidfile "$data/dockerd.pid" --data-root "$data/data" --exec-root "$data/run" \
    "$@" >"$data/dockerd.log" 2>&1 </dev/null &
  pid=$!
  tries=150 # of 0.2 seconds
  until answers; do
    tries=$((tries - 1))
    if [ "$tries" = 0 ] || ! kill -0 "$pid" 2>/dev/null; then
      stop
      return 1
    fi
    sleep 0.2
  done
}

stop() {
  if [ -n "$pid" ]; then
    kill "$pid" 2>/dev/null || true
    wait "$pid" || true
    pid=
  fi
}

if answers; then
  exec "$@"
fi
# One that an earlier run of this script has started, and will stop.
export DOCKER_HOST="unix://$data/docker.sock"
if answers; then
  exec "$@"
fi

command -v docker >/dev/null || fail 'there is no docker program.'
command -v dockerd >/dev/null || fail 'there is no dockerd program.'
[ "$(id -u)" = 0 ] || fail 'only root can.'
mkdir -p "$data"
chmod 700 "$data"
trap stop EXIT
trap 'exit 1' HUP INT TERM
# Inside containers and small machines the kernel may lack overlays, packet filters, or both.
start || start --iptables=false || start --storage-driver=vfs || start --storage-driver=vfs --iptables=false || {
  tail -n 5 "$data/dockerd.log" >&2
  fail 'dockerd ended; above are the last lines of its log.'
}
"$@"
