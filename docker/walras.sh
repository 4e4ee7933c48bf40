#!/bin/sh
# Runs the command line in the image. The heap takes three quarters of the container's memory.
# shellcheck disable=SC2086
exec /opt/java/bin/java -XX:MaxRAMPercentage=75 -XX:+UseParallelGC -XX:SharedArchiveFile=/opt/walras/walras.jsa \
  -Xlog:disable -Xlog:all=warning:stderr "-Xlog:cds*=off:stderr" "-Xlog:class+path*=off:stderr" -XX:+ExitOnOutOfMemoryError ${WALRAS_JAVA_OPTS:-} -cp "/opt/walras/lib/*" walras.server.cli.Walras "$@"
