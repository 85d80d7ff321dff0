#!/usr/bin/env bash
# Runs each fuzz target of the module for the given time, one after the other.
# Usage: scripts/fuzz.sh 30s
set -euo pipefail

budget=${1:?usage: scripts/fuzz.sh DURATION, for example 30s}
grep -rl --include='*_test.go' '^func Fuzz' . | sort | while read -r file; do
	sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file" | while read -r target; do
		echo "fuzzing $(dirname "$file") $target for $budget"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$budget" "$(dirname "$file")"
	done
done
