#!/bin/sh
# Makes the archive of classes: starts a server, waits until it is ready, stops it.
set -eu
log=/tmp/classes.log
/opt/java/bin/java -XX:+UseParallelGC -XX:ArchiveClassesAtExit=/opt/walras/own/walras.jsa -Xlog:disable -Xlog:all=error:stderr \
  -cp "$(/bin/sh /src/docker/classpath.sh)" walras.server.cli.Walras serve --port 0 --http-port 0 --shared-memory off >"$log" &
server=$!
tries=0
until grep -q "listening on" "$log"; do
  tries=$((tries + 1))
  [ "$tries" -lt 600 ] || { cat "$log"; exit 1; }
  sleep 0.1
done
kill -TERM "$server"
wait "$server"
[ -s /opt/walras/own/walras.jsa ]
