#!/usr/bin/env bash
# Makes the package walrasv1 from ../../proto: buf compiles the files, Go's own two generators write the stubs, and
# vtprotobuf's writes readers whose bytes are those of the message, which Go's own copies.
# buf is the one that the Maven build has fetched from Maven Central; where it is not there, or is another version, it
# comes through the Go module proxy. Both have the version of the root pom.xml.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

GRPC_GENERATOR=v1.6.2 # of the stubs of services; those of messages and of readers have the versions of go.mod
version="$(sed -n 's:.*<buf.version>\(.*\)</buf.version>.*:\1:p' ../../pom.xml)"
buf="../../proto/target/buf"

run_buf() {
  if [ -x "$buf" ] && [ "$("$buf" --version 2>&1)" = "$version" ]; then
    "$buf" "$@"
  else
    go run "github.com/bufbuild/buf/cmd/buf@v$version" "$@"
  fi
}

mkdir -p build
GOBIN="$PWD/build" go install "google.golang.org/grpc/cmd/protoc-gen-go-grpc@$GRPC_GENERATOR"
go build -o build/protoc-gen-go google.golang.org/protobuf/cmd/protoc-gen-go
go build -o build/protoc-gen-go-vtproto github.com/planetscale/vtprotobuf/cmd/protoc-gen-go-vtproto
run_buf generate --template buf.gen.yaml ../../proto
