# Clients of the second tier: only with --full, or by name.

# Whether one version is not older than another: is_new HAVE LEAST.
is_new() { [ -n "$1" ] && [ "$(printf '%s\n' "$2" "$1" | sort -V | head -1)" = "$2" ]; }

# Calls a function while a server runs; WALRAS_ADDRESS and WALRAS_HTTP say where it is: with_server NAME FUNCTION...
with_server() {
  local name="$1"
  shift
  find_java; ensure_built
  begin_server --shared-memory off || { problem "$name: no server"; return; }
  export WALRAS_ADDRESS WALRAS_HTTP
  WALRAS_ADDRESS="$(sed 's/.*listening on \([^ ,;]*:[0-9]*\).*/\1/' <<<"$SERVED")"
  WALRAS_HTTP="$(sed 's#.*http://\([^/]*:[0-9]*\)/.*#\1#' <<<"$SERVED")"
  "$@"
  unset WALRAS_ADDRESS WALRAS_HTTP
  end_server || problem "$name: the server has not ended well"
}

# Passes if a sample prints the lines that clients/samples.txt has for it, in any order: prints NAME COMMAND...
prints() {
  local name="$1" out="$CACHE/prints.out"
  shift
  "$@" >"$out" || return 1
  diff <(sed -n "/^== $name\$/,/^== /{/^== /!p}" "$ROOT/clients/samples.txt" | sort) <(sort "$out")
}

# What the samples of every language print; those of a language are run by a command: samples LANGUAGE COMMAND_OF_A_NAME
samples() {
  local name
  for name in optimum step rollout seats; do
    check "$1: sample $name" prints "$name" "$2" "$name"
  done
}

test_rust() {
  local least crate="$ROOT/clients/rust"
  least="$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$crate/Cargo.toml")"
  command -v cargo >/dev/null && is_new "$(rustc --version 2>/dev/null | cut -d' ' -f2)" "$least" ||
    { missing "Rust client" "Rust $least"; return; }
  check "Rust: format" bash -c "cd '$crate' && cargo fmt --check"
  check "Rust: clippy" bash -c "cd '$crate' && cargo clippy --locked --all-targets -- -D warnings"
  check "Rust: documentation" bash -c "cd '$crate' && RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps"
  check "Rust: build" bash -c "cd '$crate' && cargo build --locked --examples"
  with_server Rust rust_plays
  conformance Rust rust "$crate/target/debug/examples/conformance"
}

rust_sample() { "$ROOT/clients/rust/target/debug/examples/$1"; }

rust_plays() {
  check "Rust: test" bash -c "cd '$ROOT/clients/rust' && cargo test --locked"
  samples Rust rust_sample
}

test_r() {
  command -v Rscript >/dev/null && Rscript -e 'stopifnot(requireNamespace("httr2"), requireNamespace("jsonlite"))' >/dev/null 2>&1 ||
    { missing "R client" "R with httr2 and jsonlite (Debian: apt-get install r-base-core r-cran-httr2 r-cran-jsonlite)"; return; }
  rm -rf "$CACHE/r"
  mkdir -p "$CACHE/r/library"
  check "R: build" bash -c "cd '$CACHE/r' && R CMD build '$ROOT/clients/r' && R CMD INSTALL -l library walras_*.tar.gz"
  with_server R r_plays
  R_LIBS="$CACHE/r/library" conformance_http R r Rscript "$ROOT/clients/r/conformance/driver.R"
}

# Every note of R's own check is a failure, but for what it says of registries that it cannot reach.
r_check() (cd "$CACHE/r" && R CMD check --no-manual walras_*.tar.gz && grep -x 'Status: OK' walras.Rcheck/00check.log)

r_plays() {
  check "R: check" r_check
  samples R r_sample
}

r_sample() { R_LIBS="$CACHE/r/library" Rscript "$ROOT/clients/r/samples/$1.R"; }

conformance_http() {
  local name="$1" known="$ROOT/clients/$2/conformance.known"
  shift 2
  find_java; ensure_built
  check "$name: conformance" "$ROOT/walras" conformance --http --known "$known" -- "$@"
}
