# Sourced by .ci/run: Chromium and a PostgreSQL server, installed or started only where there is none.
sudo=()
[ "$(id -u)" = 0 ] || sudo=(sudo)

install() {
  local attempt
  for attempt in 1 2 3; do
    "${sudo[@]}" apt-get -qq update &&
      DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get -qq install -y --no-install-recommends "$@" && return
    echo "installing $* failed (attempt $attempt)" >&2
  done
  return 1
}

for browser in chromium chromium-browser google-chrome; do
  CHROMIUM=${CHROMIUM:-$(command -v "$browser" || true)}
done
if [ -z "$CHROMIUM" ]; then
  echo "== installing Chromium"
  install chromium > /dev/null
  CHROMIUM=$(command -v chromium)
fi
export CHROMIUM

postgres_answers() {
  .venv/bin/python -c 'import sys, psycopg; psycopg.connect(sys.argv[1], connect_timeout=3).close()' "$1" 2> /dev/null
}

postgres_folder=
stop_postgres() {
  if [ -n "$postgres_folder" ]; then
    as_postgres "$postgres_bin/pg_ctl" --pgdata="$postgres_folder/data" --mode=immediate stop > /dev/null
    rm -rf "$postgres_folder"
  fi
}
as_postgres() {
  # The server refuses to run as root.
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

make setup
for address in "${POSTGRES_TEST_URL:-}" postgresql://postgres@127.0.0.1:5432/postgres "postgresql://$(id -un)@127.0.0.1:5432/postgres"; do
  if [ -n "$address" ] && postgres_answers "$address"; then
    export POSTGRES_TEST_URL=$address
    break
  fi
  POSTGRES_TEST_URL=
done
if [ -z "$POSTGRES_TEST_URL" ]; then
  if ! ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1; then
    echo "== installing PostgreSQL"
    install postgresql > /dev/null
  fi
  postgres_bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | tail -n 1)")
  postgres_folder=$(mktemp -d)
  [ "$(id -u)" = 0 ] && chown postgres "$postgres_folder"
  trap stop_postgres EXIT
  postgres_port=54329
  as_postgres "$postgres_bin/initdb" --pgdata="$postgres_folder/data" --username=postgres --auth=trust > /dev/null
  as_postgres "$postgres_bin/pg_ctl" --pgdata="$postgres_folder/data" --log="$postgres_folder/log" --wait \
    --options="-p $postgres_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$postgres_folder -c fsync=off" start > /dev/null
  export POSTGRES_TEST_URL=postgresql://postgres@127.0.0.1:$postgres_port/postgres
fi
