#!/usr/bin/env bash
# Makes .venv, or brings it up to date: a Python of 3.11 or later, then what uv.lock names.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
venv=.venv
stamp=$venv/.ready

find_python() {
  local each
  for each in "${PYTHON:-}" python3.11 python3.12 python3.13 python3 python; do
    [ -n "$each" ] || continue
    if "$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$each"
      return
    fi
  done
  echo "Python 3.11 or later is needed, and none was found. Install it, or name it: make PYTHON=/path/to/python" >&2
  return 1
}

# A checkout that was copied or moved has an environment that still points to its old place.
here=$(pwd -P)
if [ -e "$venv" ] && { ! "$venv/bin/python" -c '' 2>/dev/null || [ "$(cat "$venv/.place" 2>/dev/null)" != "$here" ]; }; then
  rm -rf "$venv"
fi
if [ ! -e "$venv" ]; then
  python=$(find_python)
  echo "== making $venv with $("$python" --version)"
  if ! "$python" -m venv "$venv" 2>"${TMPDIR:-/tmp}/venv-error.$$"; then
    rm -rf "$venv"
    echo "This Python can't make a virtual environment. On Debian and Ubuntu: apt install python3-venv" >&2
    exit 1
  fi
  rm -f "${TMPDIR:-/tmp}/venv-error.$$"
  printf '%s' "$here" > "$venv/.place"
fi
if [ -e "$stamp" ] && [ ! pyproject.toml -nt "$stamp" ] && [ ! uv.lock -nt "$stamp" ]; then
  exit 0
fi
uv_version=$(awk '/^name = "uv"$/ {getline; gsub(/[^0-9.]/, ""); print; exit}' uv.lock)
if [ "$("$venv/bin/python" -m uv --version 2>/dev/null | awk '{print $2}')" != "$uv_version" ]; then
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$uv_version"
fi
echo "== installing what uv.lock names"
# The environment is this folder's, whichever one the shell that called us has active.
unset VIRTUAL_ENV
UV_PROJECT_ENVIRONMENT=$venv UV_PYTHON_DOWNLOADS=never \
  "$venv/bin/python" -m uv sync --locked --quiet --python "$venv/bin/python"
touch "$stamp"
