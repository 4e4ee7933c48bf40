"""The protocol's messages, generated from proto/src/main/proto/walras/v1 when the package is built."""
