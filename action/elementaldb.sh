# What both scripts of the action share; they read it with the command ".".
# shellcheck shell=sh

# Runs the version that the project has installed, else the one that was asked for.
elementaldb() {
  if [ -x node_modules/.bin/elementaldb ]; then
    node_modules/.bin/elementaldb "$@"
  else
    npx --yes "elementaldb@$VERSION" "$@"
  fi
}
