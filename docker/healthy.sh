#!/bin/bash
# Exits 0 while the server takes work. Asks the HTTP port with nothing but bash.
exec 3<>"/dev/tcp/127.0.0.1/${WALRAS_HTTP_PORT:-50052}" || exit 1
printf 'GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
read -r -t 2 status <&3
case "$status" in *" 200 "*) exit 0 ;; *) exit 1 ;; esac
