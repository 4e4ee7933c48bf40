#!/bin/sh
# Runs the command line in the image, with the jars of /plugins and of WALRAS_CLASSPATH behind it. The heap takes three quarters of the container's memory.
# shellcheck disable=SC2086
exec /opt/java/bin/java -XX:MaxRAMPercentage=75 -XX:+UseParallelGC -XX:SharedArchiveFile=/opt/walras/own/walras.jsa \
  -Xlog:disable -Xlog:all=warning:stderr "-Xlog:cds*=off:stderr" "-Xlog:class+path*=off:stderr" -XX:+ExitOnOutOfMemoryError -Dorg.sqlite.lib.path=/opt/walras/native ${WALRAS_JAVA_OPTS:-} -cp "$(/usr/local/bin/classpath)" walras.server.cli.Walras "$@"
