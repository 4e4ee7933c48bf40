#!/bin/sh
# Builds with Maven, without tests: maven.sh GOAL... The secret `maven` is a file of settings, such as a mirror's.
set -eu
settings=""
[ ! -s /run/secrets/maven ] || settings="--settings /run/secrets/maven"
# shellcheck disable=SC2086
exec mvn $settings --batch-mode --no-transfer-progress -Dmaven.test.skip=true -Dspotless.skip "$@"
