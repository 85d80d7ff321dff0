#!/usr/bin/env bash
# Installs the Debian packages that make the lp_solve and CBC backends work, and
# the checker of these scripts. Run as root it installs what is missing;
# otherwise, or where installing fails, it says what is missing and what works
# without it, and still succeeds.
set -euo pipefail

audit=(gcc libc6-dev liblpsolve55-dev libsuitesparse-dev coinor-cbc)
checks=(shellcheck)

missing=()
for package in "${audit[@]}" "${checks[@]}"; do
	status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
	[ "$status" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

goOn() {
	echo "Going on without: the exact solver in Go needs none of it."
	echo "Left out where its package is missing: the audit against lp_solve and CBC, and shellcheck in make lint."
}

if ! command -v apt-get >/dev/null; then
	echo "No apt-get here: install lp_solve 5.5 (with headers), CBC and shellcheck yourself to have all."
	goOn
elif [ "$(id -u)" -ne 0 ]; then
	echo "Not root, so these packages are not installed: ${missing[*]}"
	echo "To have them: sudo apt-get update && sudo apt-get install -y ${missing[*]}"
	goOn
else
	echo "Installing ${missing[*]}"
	apt-get update -qq || echo "The package lists could not be refreshed: trying with those at hand."
	if ! DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
		echo "These packages could not be installed: ${missing[*]}"
		goOn
	fi
fi
