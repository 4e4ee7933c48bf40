# Builds the site of docs/, the readmes and the notebooks with MkDocs, in a virtual environment of its own.

SITE_VENV="$CACHE/site"

run_site() {
  local folder="$1" stamp="$SITE_VENV/installed" wanted="$ROOT/launcher/site/requirements.txt" log="$CACHE/site.log"
  find_python || fail "the site needs Python 3.10 or newer, and there is none on the PATH (WALRAS_PYTHON names one)"
  if ! cmp -s "$wanted" "$stamp"; then
    say "installing MkDocs; log in ${log#"$ROOT"/}"
    { rm -rf "$SITE_VENV" && "$PYTHON" -m venv "$SITE_VENV" && "$SITE_VENV/bin/python" -m pip install --quiet -r "$wanted"; } \
      >"$log" 2>&1 || { tail -5 "$log" >&2; fail "MkDocs could not be installed"; }
    cp "$wanted" "$stamp"
  fi
  cd "$HERE"
  "$SITE_VENV/bin/python" "$ROOT/launcher/site/build.py" "$ROOT" "$folder"
}
