#!/bin/sh
# The class path in the image, one jar after another in the order of their names: an archive of classes is good for the
# path that it was made on and for what is put behind it, and a star has no order.
set -eu
path=""
for jar in /opt/walras/own/*.jar /opt/walras/lib/*.jar /opt/walras/nd4j/*.jar; do
  [ ! -e "$jar" ] || path="$path:$jar"
done
if [ -n "$(find /plugins -name '*.jar' 2>/dev/null | head -n 1)" ]; then path="$path:/plugins/*"; fi
echo "${path#:}${WALRAS_CLASSPATH:+:$WALRAS_CLASSPATH}"
