# The two-minute tour: a server, the Python client, a small society that learns to bid.

stop_server() {
  [ -n "${SERVER:-}" ] && kill "$SERVER" 2>/dev/null && wait "$SERVER" 2>/dev/null
  return 0
}

run_demo() {
  local log="$CACHE/demo-server.log" address="" waited=0
  find_python || fail "the demo needs Python 3.10 or newer, and there is none on the PATH (WALRAS_PYTHON names one)"
  find_java
  ensure_built
  install_client demo || fail "the Python client could not be installed"
  trap stop_server EXIT
  trap 'exit 130' INT TERM
  "$ROOT/walras" serve --port 0 --http-port 0 >"$log" 2>&1 &
  SERVER=$!
  while [ -z "$address" ]; do
    address="$(sed -n 's/.*listening on \([^ ;,]*:[0-9]*\).*/\1/p' "$log" | head -1)"
    if [ -z "$address" ]; then
      kill -0 "$SERVER" 2>/dev/null || { cat "$log" >&2; fail "the server has ended"; }
      [ $((waited += 1)) -lt 600 ] || fail "no server after a minute; its log is $log"
      sleep 0.1
    fi
  done
  say "server at $address"
  cd "$HERE"
  WALRAS_ADDRESS="$address" "$VENV/bin/python" -m walras.demo "$@"
}
