# Builds every artifact into dist/: wheels and source distributions, jars with their sources, the protocol with a descriptor
# set, the context of the image, and the npm package where Node.js is here.

DIST="$ROOT/dist"
PYTHON_SERVER="$ROOT/clients/python-server"
PYTHON_ND4J="$ROOT/clients/python-nd4j"

# Whether an archive is ND4J's, or comes with it alone.
is_nd4j() {
  local pattern
  while read -r pattern; do
    # shellcheck disable=SC2053
    [[ "$1" != $pattern ]] || return 0
  done <"$ROOT/docker/nd4j-jars"
  return 1
}

lay() { ln "$1" "$2" 2>/dev/null || cp "$1" "$2"; }

# The server's archives into one package, ND4J's into the other.
lay_jars() {
  local jar server="$PYTHON_SERVER/src/walras_server/jars" nd4j="$PYTHON_ND4J/src/walras_nd4j/jars"
  rm -rf "$server" "$nd4j"
  mkdir -p "$server" "$nd4j"
  lay "$ROOT/server/target/walras-server.jar" "$server"
  for jar in "$ROOT"/server/target/lib/*.jar; do
    if is_nd4j "$(basename "$jar")"; then lay "$jar" "$nd4j"; else lay "$jar" "$server"; fi
  done
}

# The classes that a server loads which is played with: an archive of them halves the time to the first turn.
list_classes() {
  PYTHONPATH="$PYTHON_SERVER/src" "$VENV/bin/python" "$PYTHON_SERVER/list_classes.py" \
    "$JAVA" "$PYTHON_SERVER/src/walras_server/classes.lst"
}

# The folders of the server's packages, with all that a build of them needs: package_server
package_server() {
  install_client "${1:-demo}" || fail "the Python client could not be installed"
  lay_jars
  list_classes || fail "the server that should list its classes did not answer"
}

package_python() {
  local folder
  for folder in "$PYTHON_CLIENT" "$PYTHON_SERVER" "$PYTHON_ND4J"; do
    say "building $(basename "$folder")"
    "$VENV/bin/python" -m pip wheel --quiet --no-deps --wheel-dir "$DIST" "$folder"
  done
  "$VENV/bin/python" -m pip install --quiet build
  for folder in "$PYTHON_CLIENT" "$PYTHON_SERVER"; do
    "$VENV/bin/python" -m build --sdist --outdir "$DIST" "$folder" >>"$CACHE/package.log" 2>&1
  done
}

package_java() {
  local module jar
  say "building jars and their sources"
  need_compiler
  find_maven
  (cd "$ROOT" && JAVA_HOME="$JAVA_HOME_FOUND" "$MAVEN" --batch-mode -pl server -am -Dmaven.test.skip=true -Dspotless.skip \
    generate-sources source:jar-no-fork) >>"$CACHE/package.log" 2>&1 || return 1
  mkdir -p "$DIST/jars"
  cp "$ROOT/pom.xml" "$DIST/jars/walras-$VERSION.pom"
  for module in proto envs server; do
    cp "$ROOT/$module/pom.xml" "$DIST/jars/walras-$module-$VERSION.pom"
    for jar in "$ROOT/$module"/target/walras-"$module"*.jar; do
      cp "$jar" "$DIST/jars/$(basename "${jar/walras-server./walras-server-$VERSION.}" | sed "s/^walras-server-sources/walras-server-$VERSION-sources/")"
    done
  done
}

package_protocol() {
  for kind in binpb zip; do
    cp "$ROOT/proto/target/walras-protocol.$kind" "$DIST/walras-protocol-$VERSION.$kind" || return 1
  done
}

package_image() {
  tar -C "$ROOT" --exclude=target --exclude='.flattened-pom.xml' -czf "$DIST/walras-image-$VERSION.tar.gz" \
    .mvn pom.xml proto envs server tournament docker clients/java/pom.xml
}

package_npm() {
  command -v npm >/dev/null || { say "skipped: the npm package, because npm is missing"; return 0; }
  (cd "$ROOT/clients/typescript" && npm ci && npm run build && npm pack --pack-destination "$DIST") >>"$CACHE/package.log" 2>&1
}

run_package() {
  local part
  [ $# = 0 ] || { say "package: expected no words, got $*"; exit 2; }
  find_python || fail "packages need Python 3.10 or newer, and there is none on the PATH (WALRAS_PYTHON names one)"
  find_java
  ensure_built
  VERSION="$(sed -n 's/^VERSION = "\(.*\)"/\1/p' "$PYTHON_CLIENT/src/walras/version.py")"
  rm -rf "$DIST"
  mkdir -p "$DIST"
  : >"$CACHE/package.log"
  package_server
  for part in python java protocol image npm; do
    "package_$part" || { tail -20 "$CACHE/package.log" >&2; fail "package: $part failed (log in .walras/package.log)"; }
  done
  (cd "$DIST" && find . -type f -printf '%10s  %P\n' | sort -k2)
}
