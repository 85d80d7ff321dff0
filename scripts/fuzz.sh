#!/usr/bin/env bash
# Runs each fuzz target of the module for the given time, one after the other.
# Usage: scripts/fuzz.sh 30s
set -euo pipefail

budget=${1:?usage: scripts/fuzz.sh DURATION, for example 30s}

targets=$(find . -name '*_test.go' -exec grep -H '^func Fuzz' {} + |
	sed -n 's/^\(.*\)\/[^/]*:func \(Fuzz[A-Za-z0-9_]*\)(.*/\1 \2/p' | sort || true)
if [ -z "$targets" ]; then
	echo "no fuzz targets: no _test.go file has a func Fuzz..."
	exit 0
fi
while read -r package target; do
	echo "fuzzing $package $target for $budget"
	go test -run '^$' -fuzz "^$target\$" -fuzztime "$budget" -fuzzminimizetime 10x "$package" </dev/null
done <<<"$targets"
