#!/usr/bin/env bash
# Makes .venv, or brings it up to date: a Python of 3.11 or later, then what uv.lock names.
# A second run is instant while pyproject.toml and uv.lock stay as they are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
venv=.venv
stamp=$venv/.ready
here=$(pwd -P)

new_enough() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' > /dev/null 2>&1
}

# Prints a Python that is new enough and can make environments. PYTHON, where it is set, is the only candidate.
find_python() {
  local each bare=
  local candidates=(python3.11 python3.13 python3.12 python3 python)
  if [ -n "${PYTHON:-}" ]; then candidates=("$PYTHON"); fi
  for each in "${candidates[@]}"; do
    new_enough "$each" || continue
    # Debian and Ubuntu package ensurepip apart from Python.
    if "$each" -c 'import ensurepip, venv' > /dev/null 2>&1; then
      command -v "$each"
      return
    fi
    bare=${bare:-$each}
  done
  if [ -n "$bare" ]; then
    echo "$bare can't make a virtual environment because ensurepip is missing; on Debian or Ubuntu: apt install python3-venv" >&2
  elif [ -n "${PYTHON:-}" ]; then
    echo "PYTHON=$PYTHON is not a Python of 3.11 or later." >&2
  else
    echo "Python 3.11 or later is needed, and none was found; install it, or name it: make PYTHON=/path/to/python" >&2
  fi
  return 1
}

# The version of uv that uv.lock pins.
pinned_uv() {
  awk '/^name = "uv"$/ {getline; gsub(/[^0-9.]/, ""); print; exit}' uv.lock
}

has_pinned_uv() {
  [ "$("$venv/bin/python" -m uv --version 2> /dev/null | awk '{print $2}')" = "$(pinned_uv)" ]
}

# Whether .venv can be used: a checkout that was copied or moved brings one that points to its old place, and one
# that was broken off half-way has no place noted.
usable() {
  [ "$(cat "$venv/.place" 2> /dev/null)" = "$here" ] && new_enough "$venv/bin/python" &&
    { has_pinned_uv || "$venv/bin/python" -m pip --version > /dev/null 2>&1; }
}

if [ -e "$stamp" ] && [ ! pyproject.toml -nt "$stamp" ] && [ ! uv.lock -nt "$stamp" ] && usable; then
  exit 0
fi
if ! usable; then
  python=$(find_python)
  rm -rf "$venv"
  echo "== making $venv with $("$python" --version)"
  "$python" -m venv "$venv"
  printf '%s' "$here" > "$venv/.place"
fi
rm -f "$stamp"
if ! has_pinned_uv; then
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$(pinned_uv)"
fi
echo "== installing what uv.lock names"
# The environment is this folder's, whichever one the shell that called us has active.
unset VIRTUAL_ENV
UV_PROJECT_ENVIRONMENT=$venv UV_PYTHON_DOWNLOADS=never \
  "$venv/bin/python" -m uv sync --locked --quiet --python "$venv/bin/python"
touch "$stamp"
