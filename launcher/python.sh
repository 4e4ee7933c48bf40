# Finds Python and keeps the Python client in a virtual environment of its own.

PYTHON_CLIENT="$ROOT/clients/python"
VENV="$CACHE/python"

# The first Python of 3.10 or newer; empty if there is none. WALRAS_PYTHON names one.
find_python() {
  local candidate
  PYTHON=""
  for candidate in "${WALRAS_PYTHON:-}" python3 python3.13 python3.12 python3.11 python3.10 python; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
      PYTHON="$candidate"
      return 0
    fi
  done
  return 1
}

make_venv() {
  [ -x "$VENV/bin/python" ] && "$VENV/bin/python" -m pip --version >/dev/null 2>&1 && return 0
  say "making a virtual environment with $("$PYTHON" --version) in ${VENV#"$ROOT"/}"
  rm -rf "$VENV"
  "$PYTHON" -m venv "$VENV" 2>"$CACHE/venv.log" || "$PYTHON" -m virtualenv --quiet "$VENV" 2>>"$CACHE/venv.log" || {
    tail -3 "$CACHE/venv.log" >&2
    fail "$PYTHON cannot make a virtual environment (Debian: apt-get install python3-venv)"
  }
}

# True if the stamp is there and no source of the client is newer.
client_is_fresh() {
  [ -f "$1" ] && [ -z "$(find "$PYTHON_CLIENT/src" "$PYTHON_CLIENT/pyproject.toml" "$PYTHON_CLIENT/setup.py" "$ROOT/proto/src" \
    -name '*_pb2*' -prune -o -name '__pycache__' -prune -o -name '*.egg-info' -prune -o -type f -newer "$1" -print -quit)" ]
}

# Installs the client with extras ("demo", "test,dev"), unless that was done since its sources changed.
install_client() {
  local extras="$1" stamp log="$CACHE/pip.log"
  stamp="$VENV/walras-${extras//,/-}"
  make_venv
  client_is_fresh "$stamp" && return 0
  say "installing clients/python[$extras]; log in ${log#"$ROOT"/}"
  touch "$CACHE/pip.started"
  if ! "$VENV/bin/python" -m pip install --quiet "$PYTHON_CLIENT[$extras]" >"$log" 2>&1; then
    tail -20 "$log" >&2
    return 1
  fi
  rm -f "$VENV"/walras-* # whatever else was installed there is of the older sources
  touch -r "$CACHE/pip.started" "$stamp"
}

# A command that is the client's own, with the extra that it needs. Standard output is the command's alone.
run_client() {
  local extras="$1"
  shift
  find_python || fail "$1 needs Python 3.10 or newer, and there is none on the PATH (WALRAS_PYTHON names one)"
  install_client "$extras" || fail "the Python client could not be installed"
  cd "$HERE"
  exec "$VENV/bin/python" -m walras "$@"
}

# For commands that are better with the client than without it.
want_client() {
  local stamp
  for stamp in "$VENV"/walras-*; do
    client_is_fresh "$stamp" && return 0
  done
  if ! find_python; then
    say "no Python 3.10 or newer: what needs the Python client is left out"
  else
    install_client demo || say "the Python client could not be installed: what needs it is left out"
  fi
}
