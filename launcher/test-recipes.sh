# The pages of clients/recipes: their own code, run by their own lines. Only with --full, or by name.

# Whether all of these programs are here.
have() {
  local each
  for each; do command -v "$each" >/dev/null || return 1; done
}

# What a page has between ```LANGUAGE and ```: code_of PAGE LANGUAGE
code_of() { sed -n "/^\`\`\`$2\$/,/^\`\`\`\$/{/^\`\`\`/!p}" "$ROOT/clients/recipes/$1"; }

# Lays a page's code, the protocol's archive beside it, and runs the page's lines: recipe PAGE LANGUAGE FILE
recipe() {
  local folder="$CACHE/recipes/$2"
  rm -rf "$folder"
  mkdir -p "$folder"
  cp "$ROOT/proto/target/walras-protocol.zip" "$folder"
  code_of "$1" "$2" >"$folder/$3"
  (cd "$folder" && bash -euo pipefail -c "$(code_of "$1" sh)")
}

# A recipe that a server is played with, where its toolchain is here: recipe_prints NAME PAGE LANGUAGE FILE
recipe_prints() { check "Recipes: $1" prints step recipe "$2" "$3" "$4"; }

recipes_play() {
  if have g++ unzip pkg-config protoc grpc_cpp_plugin; then
    recipe_prints C++ cpp.md cpp step.cc
  else
    missing "Recipes: C++" "g++, gRPC's C++ or protoc (Debian: apt-get install g++ pkg-config unzip libgrpc++-dev libprotobuf-dev protobuf-compiler-grpc)"
  fi
  if have octave curl; then
    recipe_prints Octave octave.md octave step.m
  else
    missing "Recipes: Octave" "octave or curl (Debian: apt-get install octave curl)"
  fi
  # No registry of packages has Julia: it is nobody's fault where it is missing.
  if have julia && julia -e 'using HTTP, JSON' >/dev/null 2>&1; then
    recipe_prints Julia julia.md julia step.jl
  else
    SKIPPED=$((SKIPPED + 1))
    say "skipped: Recipes: Julia, because julia with HTTP and JSON is missing"
  fi
}

# The client that was made from the documents alone, by its page's lines.
ruby_conforms() {
  local folder="$CACHE/recipes/ruby"
  rm -rf "$folder"
  mkdir -p "$folder"
  cp "$ROOT/proto/target/walras-protocol.zip" "$folder"
  ln -s "$ROOT/walras" "$ROOT/clients" "$folder"
  (cd "$folder" && bash -euo pipefail -c "$(code_of ruby/README.md sh)")
}

test_recipes() {
  with_server Recipes recipes_play
  if have ruby unzip protoc grpc_ruby_plugin && ruby -rgrpc -e '' 2>/dev/null; then
    check "Recipes: Ruby passes conformance" ruby_conforms
  else
    missing "Recipes: Ruby" "Ruby with gRPC (Debian: apt-get install ruby-grpc ruby-google-protobuf unzip protobuf-compiler-grpc)"
  fi
}
