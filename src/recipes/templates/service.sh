#!/bin/sh
# Docker restarts after every failure, whatever its exit code.
# Only exit codes {{restart}} and a crash are followed by a restart: a refused key stays refused,
# and a limit that has tripped stays so until "botpit resume" releases it.
botpit "$@" &
bot=$!
trap 'kill -TERM $bot' TERM INT HUP
wait $bot
code=$?
# A signal ends the first wait, not botpit.
while kill -0 $bot 2>/dev/null; do
  wait $bot
  code=$?
done
case $code in
  {{noRestart}})
    echo "botpit ended with exit code $code; it is not started again" >&2
    exit 0
    ;;
esac
exit $code
