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
log=$(mktemp)
trap 'rm -f "$log"' EXIT

fuzz() {
	echo "fuzzing $1 $2 for $budget"
	go test -run '^$' -fuzz "^$2\$" -fuzztime "$budget" -fuzzminimizetime 10x "$1" </dev/null 2>&1 | tee "$log"
}

# Go's fuzzer may take the end of its time for a failure, with no input that fails
# (golang.org/issue/75804). That, and nothing else, is tried once more.
out_of_time() {
	grep -q '^    context deadline exceeded$' "$log" && ! grep -qE 'Failing input|panic:' "$log"
}

while read -r package target; do
	if ! fuzz "$package" "$target"; then
		out_of_time || exit 1
		fuzz "$package" "$target"
	fi
done <<<"$targets"
