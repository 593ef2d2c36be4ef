#!/usr/bin/env bash
# Jobs at five providers in one night: started, waited for, and written to files. COUNT of each provider, 8 by default.
#
#     examples/night.sh 2026-11-28 [--every 1m, and other options of tarry wait]
#
# Stopped at any place, it is run again with the same day and goes on: rows are sent once, an export once a day, and files that
# were begun are written to their end. What a part of a job was refused, or a job that failed, is no reason to stop: the exit
# code of `tarry wait` says it, and night.html shows it.
set -u
day=${1:?which day it is for, such as 2026-11-28}
shift
count=${COUNT:-8}
mkdir -p "$day" && cd "$day" || exit

submit() { # What could not be submitted is told, and the others go on; after Ctrl-C nothing does.
  tarry submit "$@"
  case $? in 0) ;; 130 | 143) exit 130 ;; *) echo "not submitted: $*" >&2 ;; esac
}

for n in $(seq "$count"); do
  submit fullstory events-import --from "../events-$n.csv" --label "events $n"
  submit salesforce rows-import key=Loyalty_Members --from "../members-$n.jsonl" --label "members $n"
  submit eloqua sync synced_instance_uri="$(sed -n "${n}p" ../exports.txt)" --once "$day $n" --label "contacts $n"
  submit possiblenow export client_id="$POSSIBLENOW_CLIENT_ID" segment_name="Segment $n" --once "$day" --label "profiles $n"
  submit open_data_rights data-request --once "$day $n" --label "request $n"
done > handles.txt

tarry wait @handles.txt --timeout "${TIMEOUT:-4h}" --results rows/ --failures refused/ --report night.html "$@"
