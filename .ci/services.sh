# Sourced by .ci/run: Python's environment, Chromium and a PostgreSQL server, installed or started only where
# there is none. Exports CHROMIUM and POSTGRES_TEST_URL; what it started stops when the shell ends.

install() {
  local attempt sudo=()
  echo "== installing $*"
  if ! command -v apt-get > /dev/null; then
    echo "$* must be installed first: this machine has no apt-get." >&2
    return 1
  fi
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo > /dev/null; then
      echo "$* must be installed first, or this must run as root: there is no sudo." >&2
      return 1
    fi
    sudo=(sudo)
  fi
  for attempt in 1 2 3; do
    "${sudo[@]}" apt-get -qq -o Acquire::Retries=3 update &&
      "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -o Acquire::Retries=3 install -y --no-install-recommends "$@" > /dev/null && return
    echo "installing $* failed (attempt $attempt of 3)" >&2
  done
  return 1
}

find_chromium() {
  local each
  for each in chromium chromium-browser google-chrome; do
    command -v "$each" && return
  done
  return 1
}

# What steers the browser is a program that comes with a package of Python's and needs a library of Debian's.
steers_browser() {
  "$(.venv/bin/python -c 'import os, playwright; print(os.path.dirname(playwright.__file__))')/driver/node" --version > /dev/null 2>&1
}

# Whether a PostgreSQL server answers at an address, and lets us make databases.
postgres_serves() {
  .venv/bin/python - "$1" 2> /dev/null << 'PYTHON'
import sys

import psycopg

with psycopg.connect(sys.argv[1], connect_timeout=3) as server:
    may = server.execute("SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
sys.exit(may != (True,))
PYTHON
}

find_postgres() {
  local each
  for each in "${POSTGRES_TEST_URL:-}" \
    postgresql://postgres@127.0.0.1:5432/postgres "postgresql://$(id -un)@127.0.0.1:5432/postgres"; do
    if [ -n "$each" ] && postgres_serves "$each"; then
      printf '%s' "$each"
      return
    fi
  done
  return 1
}

as_postgres() {
  # The server refuses to run as root.
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

# The process group of the checks, and the folder of our own PostgreSQL, while there is one.
checks=
postgres_folder=

stop_all() {
  if [ -n "$checks" ]; then kill -TERM -- "-$checks" 2> /dev/null || true; fi
  if [ -n "$postgres_folder" ]; then
    as_postgres "$postgres_bin/pg_ctl" --pgdata="$postgres_folder/data" --mode=immediate stop > /dev/null 2>&1 || true
    rm -rf "$postgres_folder"
  fi
}
trap stop_all EXIT

# Starts a server of our own in a temporary folder, on a free port of 127.0.0.1.
start_postgres() {
  local initdb=(/usr/lib/postgresql/*/bin/initdb) port
  if [ ! -x "${initdb[-1]}" ]; then
    install postgresql
    initdb=(/usr/lib/postgresql/*/bin/initdb)
    # Debian starts the server that it installs; the tests use one of their own.
    if [ "$(id -u)" = 0 ]; then service postgresql stop; else sudo service postgresql stop; fi > /dev/null
  fi
  postgres_bin=$(dirname "${initdb[-1]}")
  postgres_folder=$(mktemp -d)
  if [ "$(id -u)" = 0 ]; then chown postgres "$postgres_folder"; fi
  port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  echo "== starting PostgreSQL on port $port"
  as_postgres "$postgres_bin/initdb" --pgdata="$postgres_folder/data" --username=postgres --auth=trust \
    --encoding=UTF8 --locale=C --no-sync > /dev/null
  as_postgres "$postgres_bin/pg_ctl" --pgdata="$postgres_folder/data" --log="$postgres_folder/data/log" --wait \
    --options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off" start > /dev/null
  POSTGRES_TEST_URL=postgresql://postgres@127.0.0.1:$port/postgres
}

# The first Python on the path may lack what makes environments: Debian packages that apart.
if [ ! -e .venv ] && ! python3 -c 'import ensurepip' 2> /dev/null && [ -x /usr/bin/python3 ]; then
  install python3-venv
fi
make setup
CHROMIUM=${CHROMIUM:-$(find_chromium || true)}
if [ -z "$CHROMIUM" ]; then
  install chromium
  CHROMIUM=$(find_chromium)
fi
if ! steers_browser; then
  install libatomic1
  if ! steers_browser; then
    echo "The browser tests can't run: Playwright's own node does not start." >&2
    exit 1
  fi
fi
if ! POSTGRES_TEST_URL=$(find_postgres); then start_postgres; fi
export CHROMIUM POSTGRES_TEST_URL
