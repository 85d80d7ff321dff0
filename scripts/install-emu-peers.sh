#!/usr/bin/env bash
# Installs what labs are measured against: Mininet with Linux bridges. As root; if
# that fails the bench says what it leaves out.
set -euo pipefail

for package in mininet bridge-utils; do
	if ! dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed'; then
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends mininet bridge-utils >/dev/null; } ||
			echo "Mininet could not be installed: it is left out."
		break
	fi
done
