# What operators take from this repository, held against the tools that will read it. Only with --full.

HOSTING_VENV="$CACHE/hosting-venv"
KUSTOMIZE=sigs.k8s.io/kustomize/kustomize/v5@v5.7.1
KUBERNETES="1.33 1.34 1.35 1.36 1.37"

# A session that is made and reset, so that what counts sessions has something to count.
play() {
  local made access
  made="$(curl -sf -H 'content-type: application/json' -d '{"config": {"environment": "counter-v0"}}' "$1/CreateSession")" || return 1
  access="$("$PYTHON" -c 'import json, sys
made = json.loads(sys.argv[1])
print(json.dumps({"access": {"sessionId": made["session"]["id"], "hostToken": made["hostToken"]}, "reset": {}}))' "$made")"
  curl -sf -H 'content-type: application/json' -d "$access" "$1/Reset" >"$CACHE/hosting-reset.json"
}

# Starts a server, fetches its meters into a file, stops it.
fetch_meters() {
  local log="$CACHE/hosting-serve.log" server port=""
  "$ROOT/walras" serve --port 0 --http-port 0 --shared-memory off --data-dir "$CACHE/hosting-data" >"$log" 2>&1 &
  server=$!
  for _ in $(seq 600); do
    port="$(sed -n 's/.*metrics http:\/\/[^:]*:\([0-9]*\)\/.*/\1/p' "$log")"
    [ -z "$port" ] || break
    sleep 0.1
  done
  [ -n "$port" ] && play "http://127.0.0.1:$port/walras.v1.SessionService" && curl -sf "http://127.0.0.1:$port/metrics" >"$1"
  kill -TERM "$server"
  wait "$server"
}

# Every name of ours in the alerts and the dashboard is a meter of the server.
known_meters() {
  local meters="$1" name unknown=0
  for name in $(grep -hoE 'walras_[a-z_]+|jvm_[a-z_]+|process_cpu_[a-z_]+|system_[a-z_]+' \
    "$ROOT"/docker/monitoring/alerts.yml "$ROOT"/docker/monitoring/walras.json | sort -u); do
    case "$name" in walras_certificate_*) continue ;; esac # this server has none, and takes no step
    grep -qE "^(# TYPE )?${name%_bucket}[ {]" "$meters" || { echo "no meter $name"; unknown=1; }
  done
  return "$unknown"
}

# The image, built and proved where buildah can: WALRAS_CA names certificates that a build behind a mirror trusts besides.
prove_image() {
  { command -v buildah && command -v mmdebstrap; } >/dev/null ||
    { missing "Hosting: the image" "buildah and mmdebstrap (Debian: apt-get install buildah mmdebstrap)"; return; }
  install_client test || { problem "Hosting: the Python client"; return; }
  check "Hosting: the image" "$VENV/bin/python" "$ROOT/docker/prove.py" ${WALRAS_CA:+--ca "$WALRAS_CA"}
}

test_hosting() {
  local meters="$CACHE/hosting-meters.txt" overlay
  [ "$FULL" = yes ] || return 0
  find_python || { missing "Hosting" "Python 3.10 or newer"; return; }
  check "Hosting: a server's meters" fetch_meters "$meters"
  check "Hosting: alerts and dashboard name meters" known_meters "$meters"
  if command -v promtool >/dev/null; then
    check "Hosting: promtool, meters" bash -c "promtool check metrics <'$meters'"
    check "Hosting: promtool, rules" promtool check rules "$ROOT/docker/monitoring/alerts.yml"
    check "Hosting: promtool, configuration" promtool check config "$ROOT/docker/monitoring/prometheus.yml"
  else
    missing "Hosting: Prometheus" "promtool (Debian: apt-get install prometheus)"
  fi
  if command -v docker-compose >/dev/null; then
    check "Hosting: compose files" docker-compose -f "$ROOT/docker/compose.yaml" -f "$ROOT/docker/compose.players.yaml" config --quiet
  else
    missing "Hosting: compose files" "docker-compose (Debian: apt-get install docker-compose)"
  fi
  prove_image
  install_client test && check "Hosting: a soak" "$VENV/bin/python" "$ROOT/benchmarks/soak.py" --minutes 2.2
  if ! command -v go >/dev/null; then missing "Hosting: Kubernetes" "Go, for kustomize"; return; fi
  check "Hosting: kubernetes-validate" bash -c \
    "'$PYTHON' -m venv '$HOSTING_VENV' && '$HOSTING_VENV/bin/pip' install -q kubernetes-validate"
  for overlay in stateful stateless tournament; do
    local folder="$ROOT/docker/kubernetes/overlays/$overlay"
    [ "$overlay" != tournament ] || folder="$ROOT/docker/kubernetes/tournament"
    check "Hosting: kustomize $overlay" bash -c \
      "cd / && { go run $KUSTOMIZE build '$folder'; echo ---; cat '$folder'/report.yaml 2>/dev/null || true; } >'$CACHE/hosting-$overlay.yaml'"
    for version in $KUBERNETES; do
      check "Hosting: $overlay on Kubernetes $version" \
        "$HOSTING_VENV/bin/kubernetes-validate" --strict -k "$version" "$CACHE/hosting-$overlay.yaml"
    done
  done
}
