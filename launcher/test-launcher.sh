# What the launcher promises: exit codes, one line when the server is ready or cannot be, nothing but JSON where JSON was
# asked for.

# Passes if a command ends with that code after one line of output that has these words: says CODE WORDS COMMAND...
says() {
  local code="$1" words="$2" said rc=0
  shift 2
  said="$("$@" 2>&1)" || rc=$?
  [ "$rc" = "$code" ] && [ "$(wc -l <<<"$said")" = 1 ] && grep -qF -- "$words" <<<"$said" || {
    echo "expected exit code $code and one line with '$words', got $rc and: $said"
    return 1
  }
}

# Starts a server with free ports and waits for its line: SERVER is its process, SERVED the line.
begin_server() {
  local out="$CACHE/serve.out" waited=0 heard=()
  : >"$out"
  # Tests that run in the background may have been started deaf to hang-ups, and so would be the server.
  env --default-signal=HUP true 2>/dev/null && heard=(env --default-signal=HUP)
  ${heard[@]+"${heard[@]}"} "$ROOT/walras" serve --port 0 --http-port 0 "$@" >"$out" 2>"$CACHE/serve.err" &
  SERVER=$!
  until SERVED="$(grep 'listening on' "$out")"; do
    kill -0 "$SERVER" && [ $((waited += 1)) -lt 300 ] || { cat "$CACHE/serve.err"; return 1; }
    sleep 0.1
  done
}

end_server() { kill -TERM "$SERVER" && wait "$SERVER"; }

serve_drains() {
  begin_server && grep -q '; plaintext, no token$' <<<"$SERVED" && kill -TERM "$SERVER" && wait "$SERVER"
}

# A hang-up has files read again; it ends no server.
serve_survives_hangup() {
  begin_server && kill -HUP "$SERVER" && says_again 'read again' && kill -0 "$SERVER" && end_server
}

says_again() {
  local waited=0
  until grep -q "$1" "$CACHE/serve.err"; do
    [ $((waited += 1)) -lt 100 ] || return 1
    sleep 0.1
  done
}

taken_ports_are_named() {
  local port http rc=0
  begin_server || return 1
  port="$(sed 's/.*listening on [^ ]*:\([0-9]*\).*/\1/' <<<"$SERVED")" http="$(sed 's#.*http://[^/]*:\([0-9]*\)/.*#\1#' <<<"$SERVED")"
  says 1 "--port $port on" "$ROOT/walras" serve --port "$port" --http-port 0 || rc=1
  says 1 "--http-port $http on" "$ROOT/walras" serve --port 0 --http-port "$http" || rc=1
  end_server && return "$rc"
}

empty_token_is_refused() {
  printf '# nobody\n\n' >"$CACHE/empty.token"
  says 1 'expected one token in one line' "$ROOT/walras" serve --port 0 --http-port 0 --token-file "$CACHE/empty.token" &&
    says 2 'WALRAS_TOKEN' env WALRAS_TOKEN= "$ROOT/walras" serve --port 0 --http-port 0
}

# The built checkout in another place, as light as links make it: its archive of classes does not fit there.
move_checkout() {
  local to="$1" module
  rm -rf "$to"
  mkdir -p "$to"/{server,tournament}/target
  cp -a "$ROOT"/{walras,launcher,pom.xml} "$to"
  for module in proto envs server tournament; do
    mkdir -p "$to/$module/src"
    cp -a "$ROOT/$module/pom.xml" "$to/$module"
    cp -a "$ROOT/$module/src/main" "$to/$module/src"
  done
  cp -a "$ROOT"/server/target/{walras-server.jar,walras.built,*.jsa} "$to/server/target"
  cp -a "$ROOT/tournament/target/walras-tournament.jar" "$to/tournament/target"
  for module in server tournament; do ln -s "$ROOT/$module/target/lib" "$to/$module/target/lib"; done
}

moved_checkout_prints_json() {
  move_checkout "$CACHE/moved"
  "$CACHE/moved/walras" describe counter-v0 --json >"$CACHE/moved.json" && [ "$(wc -l <"$CACHE/moved.json")" = 1 ] &&
    [ "$(head -c 1 "$CACHE/moved.json")" = '{' ]
}

# Mounts are the only files that root cannot write.
read_only() { unshare --mount bash -c "mount --bind '$1' '$1' && mount -o remount,ro,bind '$1' && '$1/walras' envs"; }

read_only_checkout_says_what_to_do() {
  move_checkout "$CACHE/moved"
  read_only "$CACHE/moved" >/dev/null || return 1
  rm "$CACHE/moved/server/target/walras.built"
  says 1 'cannot be written' read_only "$CACHE/moved"
}

# A JDK that is too old and comes first, as an image or a desk may have it.
fake_java() {
  local home="$CACHE/java11"
  mkdir -p "$home/bin"
  echo 'JAVA_VERSION="11.0.2"' >"$home/release"
  printf '#!/bin/sh\necho "openjdk version \\"11.0.2\\"" >&2\n' >"$home/bin/java"
  chmod +x "$home/bin/java"
}

old_java_is_passed_over() {
  fake_java
  env -u JAVA_HOME PATH="$CACHE/java11/bin:$PATH" "$ROOT/walras" envs &&
    says 1 "Java 11, and $OLDEST_JDK or newer is needed; set it to" env JAVA_HOME="$CACHE/java11" "$ROOT/walras" envs &&
    says 1 'there is no bin/java in it; set it to' env JAVA_HOME=/nowhere "$ROOT/walras" envs
}

# The machine refuses two collectors: the user's comes alone.
collector_is_the_users() {
  local kind
  for kind in Serial Parallel G1; do
    WALRAS_JAVA_OPTS="-XX:+Use${kind}GC" "$ROOT/walras" envs || return 1
  done
}

test_launcher() {
  check "launcher: envs" "$ROOT/walras" envs
  check "launcher: help without arguments" bash -c "'$ROOT/walras' | grep -q './walras demo'"
  check "launcher: wrong words exit 2" bash -c "'$ROOT/walras' run counter-v1; test \$? = 2"
  check "launcher: serve drains and exits 0" serve_drains
  check "launcher: serve survives a hang-up" serve_survives_hangup
  check "launcher: taken ports are named" taken_ports_are_named
  check "launcher: an empty token is refused" empty_token_is_refused
  check "launcher: a moved checkout prints JSON alone" moved_checkout_prints_json
  check "launcher: WALRAS_JAVA_OPTS may choose the collector" collector_is_the_users
  check "launcher: an old Java is passed over" old_java_is_passed_over
  if unshare --mount true 2>/dev/null; then
    check "launcher: a read-only checkout says what to do" read_only_checkout_says_what_to_do
  fi
  kill "${SERVER:-}" 2>/dev/null || true # of a check that failed
}
