# Every test there is. Each part adds to PASSED, FAILED and SKIPPED.

PASSED=0 FAILED=0 SKIPPED=0
PROBLEMS=()

problem() { FAILED=$((FAILED + 1)); PROBLEMS+=("$*"); say "FAILED: $*"; }

# A toolchain that is not here: skipped on a desk, an error in CI.
missing() {
  if [ "${CI:-}" = true ]; then
    problem "$1: $2 is missing"
  else
    SKIPPED=$((SKIPPED + 1))
    say "skipped: $1, because $2 is missing"
  fi
}

# One check that passes or fails as a whole: check NAME COMMAND...
check() {
  local name="$1" log="${1,,}"
  log="$CACHE/test-${log//[^a-z0-9]/-}.log"
  shift
  if "$@" >"$log" 2>&1; then
    PASSED=$((PASSED + 1))
    say "passed: $name"
  else
    tail -40 "$log" >&2
    problem "$name (log in ${log#"$ROOT"/})"
  fi
}

# Adds the counts of JUnit's XML reports: name of the part, files.
count_reports() {
  local name="$1" counts
  shift
  counts="$({ cat "$@" 2>/dev/null || true; } | grep -o '<testsuite [^>]*>' | awk '
    function attribute(name) { return match($0, " " name "=\"[0-9]+") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) : 0 }
    { tests += attribute("tests"); bad += attribute("failures") + attribute("errors"); skipped += attribute("skipped") }
    END { print tests - bad - skipped, bad + 0, skipped + 0 }')" || counts=""
  read -r passed failed skipped <<<"${counts:-0 0 0}"
  say "$name: $passed passed, $failed failed, $skipped skipped"
  PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + skipped))
  [ "$failed" = 0 ] || PROBLEMS+=("$name: $failed tests")
  [ "$((passed + failed + skipped))" -gt 0 ] || problem "$name: no test has run"
}

# Compiles with the oldest JDK that is here, tests on it, and again on the newest.
test_java() {
  local oldest newest log="$CACHE/test-java.log" flags=(-Dcheck -Dmaven.test.failure.ignore=true)
  find_java
  oldest="$(all_jdks | head -1)" newest="$(all_jdks | tail -1)"
  JAVA_MAJOR="${oldest%% *}" JAVA_HOME_FOUND="${oldest#* }" JAVA="${oldest#* }/bin/java"
  need_compiler
  find_maven
  [ "$newest" = "$oldest" ] || flags+=("-Dnewest.jdk=${newest#* }")
  [ "$FULL" = no ] || flags+=(-Dwalras.test.excluded=)
  say "Java: tests on JDK ${oldest%% *}$([ "$newest" = "$oldest" ] || echo " and on JDK ${newest%% *}"); log in ${log#"$ROOT"/}"
  rm -rf "$ROOT"/{proto,envs,server,tournament,clients/java}/target/surefire-reports*
  touch "$CACHE/build.started"
  if (cd "$ROOT" && JAVA_HOME="$JAVA_HOME_FOUND" "$MAVEN" --batch-mode "${flags[@]}" verify) 2>&1 | tee "$log" |
    { grep --line-buffered -E '^\[(INFO|WARNING|ERROR)\] Tests run: .*(-- in|FAILURE)|^\[ERROR\]' || true; } >&2; then
    CDS_ARCHIVE="$ROOT/server/target/walras-java$JAVA_MAJOR.jsa"
    mark_built
  else
    problem "Java build (log in ${log#"$ROOT"/})"
  fi
  count_reports "Java, JDK ${oldest%% *}" "$ROOT"/{proto,envs,server,tournament,clients/java}/target/surefire-reports/TEST-*.xml
  [ "$newest" = "$oldest" ] ||
    count_reports "Java, JDK ${newest%% *}" "$ROOT"/{proto,envs,server,tournament,clients/java}/target/surefire-reports-newest-jdk/TEST-*.xml
}

# The learning test needs torch, which is gigabytes: in CI and with --full; elsewhere only where it is there already.
test_python() {
  local report="$CACHE/test-python.xml" extras=test,dev full=()
  [ "$FULL" = no ] || full=(--full)
  find_python || { missing "Python client" "Python 3.10 or newer"; return; }
  if [ "${CI:-}" = true ] || [ "$FULL" = yes ]; then extras=test,dev,learn-test; fi
  install_client "$extras" || { problem "Python client: installation"; return; }
  find_java; ensure_built # or the first test would wait for the build, and time out
  lay_jars # programs that start a server of their own find it on PYTHONPATH
  check "Python: ruff" "$VENV/bin/python" -m ruff check "$PYTHON_CLIENT" "$ROOT/benchmarks"
  check "Python: ruff format" "$VENV/bin/python" -m ruff format --check "$PYTHON_CLIENT" "$ROOT/benchmarks"
  check "Python: types" bash -c "cd '$PYTHON_CLIENT' && '$VENV/bin/python' -m mypy"
  rm -f "$report"
  (cd "$PYTHON_CLIENT" && PYTHONPATH="$PYTHON_SERVER/src" "$VENV/bin/python" -m pytest ${full[@]+"${full[@]}"} --junitxml "$report") >&2 || true
  count_reports "Python" "$report"
  conformance Python python "$VENV/bin/python" "$PYTHON_CLIENT/tests/conformance_driver.py"
  [ "$FULL" = no ] || test_libraries
}

# Recipes of libraries that hold the others back, in an environment of their own.
test_libraries() {
  local VENV="$CACHE/interop" report="$CACHE/test-libraries.xml"
  install_client test,interop-test || { problem "Recipes: installation"; return; }
  rm -f "$report"
  (cd "$PYTHON_CLIENT" && PYTHONPATH="$PYTHON_SERVER/src" "$VENV/bin/python" -m pytest --full --junitxml "$report" tests/test_recipes.py) >&2 || true
  count_reports "Recipes" "$report"
}

test_typescript() {
  [ -d "$ROOT/clients/typescript" ] || return 0
  command -v npm >/dev/null || { missing "TypeScript client" "Node.js with npm"; return; }
  check "TypeScript: install" bash -c "cd '$ROOT/clients/typescript' && npm ci"
  check "TypeScript: test" bash -c "cd '$ROOT/clients/typescript' && npm test"
  conformance TypeScript typescript node "$ROOT/clients/typescript/dist/tests/conformance.js"
}

# The conformance cases, with the driver that a command starts: conformance NAME LANGUAGE COMMAND...
conformance() {
  local name="$1" known="$ROOT/clients/$2/conformance.known"
  shift 2
  find_java; ensure_built
  check "$name: conformance" "$ROOT/walras" conformance --known "$known" -- "$@"
}

# The least Go that clients/go/go.mod takes: an older one cannot compile what it needs.
go_is_new() {
  local least have
  least="$(sed -n 's/^go //p' "$ROOT/clients/go/go.mod")"
  have="$(cd "$ROOT/clients/go" && go env GOVERSION 2>/dev/null)" || return 1
  [ "$(printf '%s\n' "$least" "${have#go}" | sort -V | head -1)" = "$least" ]
}

test_go() {
  [ -d "$ROOT/clients/go" ] || return 0
  command -v go >/dev/null && go_is_new || { missing "Go client" "Go $(sed -n 's/^go //p' "$ROOT/clients/go/go.mod")"; return; }
  check "Go: generate" bash -c "cd '$ROOT/clients/go' && go generate"
  check "Go: gofmt" bash -c "cd '$ROOT/clients/go' && files=\"\$(gofmt -l *.go bench conformance samples)\" && echo \"\$files\" && [ -z \"\$files\" ]"
  check "Go: vet" bash -c "cd '$ROOT/clients/go' && go vet ./..."
  check "Go: test" bash -c "cd '$ROOT/clients/go' && go test -count=1 ./..."
  check "Go: conformance driver and benchmark" bash -c "cd '$ROOT/clients/go' && go build -o build/ ./conformance ./bench"
  conformance Go go "$ROOT/clients/go/build/conformance"
}

# One session of four seats, held by programs in four languages whose connections are cut; needs what the other parts have built.
test_together() {
  local steps=1000 go="$ROOT/clients/go/build/conformance" script="$ROOT/clients/typescript/dist/tests/conformance.js"
  local java="$ROOT/clients/java/target"
  [ "$FULL" = no ] || steps=10000
  [ -x "$VENV/bin/python" ] && [ -x "$go" ] && [ -f "$script" ] && [ -d "$java/test-classes" ] ||
    { missing "Four languages together" "what one of ./walras test java, python, typescript, go builds"; return; }
  find_java; ensure_built
  check "Four languages together" "$ROOT/walras" conformance --steps "$steps" \
    --together "$VENV/bin/python $PYTHON_CLIENT/tests/conformance_driver.py" --together "node $script" --together "$go" \
    --together "$JAVA -cp $java/test-classes:$java/classes:$ROOT/server/target/lib/* walras.client.ConformanceDriver"
}

run_tests() {
  local parts=() part
  FULL=no
  . "$ROOT/launcher/python.sh"
  . "$ROOT/launcher/package.sh"
  . "$ROOT/launcher/test-launcher.sh"
  . "$ROOT/launcher/test-hosting.sh"
  . "$ROOT/launcher/test-languages.sh"
  . "$ROOT/launcher/test-recipes.sh"
  for part in "$@"; do
    case "$part" in
      --full) FULL=yes ;;
      java | launcher | python | typescript | go | rust | r | recipes | hosting | together) parts+=("$part") ;;
      *) say "test: expected --full, java, launcher, python, typescript, go, rust, r, recipes, hosting or together, got $part"; exit 2 ;;
    esac
  done
  mkdir -p "$CACHE"
  if [ "${#parts[@]}" = 0 ]; then
    parts=(java launcher python typescript go hosting together)
    [ "$FULL" = no ] || parts+=(rust r recipes)
  fi
  for part in "${parts[@]}"; do "test_$part"; done
  for part in ${PROBLEMS[@]+"${PROBLEMS[@]}"}; do say "FAILED: $part"; done
  echo "$PASSED passed, $FAILED failed, $SKIPPED skipped"
  [ "$FAILED" = 0 ]
}
