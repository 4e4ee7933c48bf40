#!/bin/sh
# Installs packages of Debian: packages.sh NAME... The secret `apt` is a list of sources instead of the base's, the secret
# `ca` a file of certificates that are trusted from then on, by Java too.
set -eu
if [ -s /run/secrets/apt ]; then
  rm -f /etc/apt/sources.list /etc/apt/sources.list.d/*
  cp /run/secrets/apt /etc/apt/sources.list
fi
if [ -s /run/secrets/ca ]; then
  mkdir -p /usr/local/share/ca-certificates
  awk '/BEGIN CERTIFICATE/ { n++ } n { print > ("/usr/local/share/ca-certificates/build-" n ".crt") }' /run/secrets/ca
fi
mkdir -p /usr/share/man/man1 # slim images lack it, and Java's packages link into it
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates "$@"
update-ca-certificates
rm -rf /var/lib/apt/lists/*
