#!/usr/bin/env bash
# Installs the Debian packages that make the lp_solve and CBC backends work.
# Run as root it installs what is missing; otherwise it says what is missing
# and what works without it, and still succeeds.
set -euo pipefail

packages=(gcc libc6-dev liblpsolve55-dev libsuitesparse-dev coinor-cbc)

missing=()
for package in "${packages[@]}"; do
	status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
	[ "$status" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
	echo "No apt-get here: install lp_solve 5.5 (with headers) and CBC yourself for the optimality audit."
	echo "Going on without them: the exact solver in Go needs neither."
elif [ "$(id -u)" -ne 0 ]; then
	echo "Not root, so these packages are not installed: ${missing[*]}"
	echo "To have them: sudo apt-get update && sudo apt-get install -y ${missing[*]}"
	echo "Going on without them: the exact solver in Go needs neither, only the audit against lp_solve and CBC is left out."
else
	echo "Installing ${missing[*]}"
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
