# Builds the server's jar and its class path, once and whenever a source is newer.

BUILT="$ROOT/server/target/walras.built"

class_path() {
  local path="$ROOT/server/target/walras-server.jar:$ROOT/server/target/lib/*"
  path+=":$ROOT/tournament/target/walras-tournament.jar:$ROOT/tournament/target/lib/*"
  [ -d "$ROOT/plugins" ] && path+=":$ROOT/plugins/*"
  echo "$path${WALRAS_CLASSPATH:+:$WALRAS_CLASSPATH}"
}

# Folders count too: a file that was removed leaves its folder newer.
stale() {
  [ ! -f "$BUILT" ] || [ -n "$(find "$ROOT"/pom.xml "$ROOT"/{proto,envs,server,tournament}/{pom.xml,src/main} \
    -newer "$BUILT" -print -quit)" ]
}

ensure_built() {
  CDS_ARCHIVE="$ROOT/server/target/walras-java$JAVA_MAJOR.jsa"
  stale || return 0
  need_cache "the server in it has to be built"
  exec 8>"$CACHE/build.lock"
  if command -v flock >/dev/null; then
    flock 8 # another ./walras may be building the same
    stale || return 0
  fi
  if [ -f "$BUILT" ]; then say "sources have changed: building"; else say "first start: building (some minutes the first time, while Maven downloads)"; fi
  build
  exec 8>&-
}

# A checkout that cannot be written serves once it is built, and nothing else.
need_cache() {
  { mkdir -p "$CACHE" && touch "$CACHE/writable"; } 2>/dev/null ||
    fail "$ROOT cannot be written, and $1: run this once as a user who may write there, or in a copy of the checkout"
}

build() {
  need_compiler
  find_maven
  local log="$CACHE/build.log" started=$SECONDS
  say "$MAVEN package, with Java $JAVA_MAJOR in $JAVA_HOME_FOUND; log in ${log#"$ROOT"/}"
  rm -rf "$ROOT"/{server,tournament}/target/lib
  touch "$CACHE/build.started"
  if ! (cd "$ROOT" && JAVA_HOME="$JAVA_HOME_FOUND" "$MAVEN" --batch-mode -pl tournament -am package -Dmaven.test.skip=true \
    -Dspotless.skip -Dwalras.warnings=-parameters) >"$log" 2>&1; then
    grep -E '^\[(ERROR|WARNING)\] .*' "$log" | head -30 >&2 || tail -30 "$log" >&2
    fail "the build failed; the whole log is $log"
  fi
  mark_built
  say "built in $((SECONDS - started)) s"
}

# What was built is as new as the moment when it began: sources that changed meanwhile are built again.
mark_built() {
  touch -r "$CACHE/build.started" "$BUILT"
  archive_classes
}

# A class-data archive halves the time that later commands need to start. Nothing depends on it.
archive_classes() {
  rm -f "$ROOT"/server/target/walras-java*.jsa
  "$JAVA" -XX:+UseSerialGC "-XX:ArchiveClassesAtExit=$CDS_ARCHIVE.part" -cp "$(class_path)" \
    walras.server.cli.Walras describe counter-v0 --json >/dev/null 2>>"$CACHE/build.log" &&
    mv "$CDS_ARCHIVE.part" "$CDS_ARCHIVE" || rm -f "$CDS_ARCHIVE.part" # a part of one would end every later command
}
