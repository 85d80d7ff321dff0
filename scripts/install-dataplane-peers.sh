#!/usr/bin/env bash
# Installs what ports are measured against: DPDK's testpmd and nftables. As root; if
# that fails the bench says what it leaves out.
set -euo pipefail

wanted=(dpdk-dev librte-net-af-xdp23 librte-net-af-packet23 nftables)
for package in "${wanted[@]}"; do
	if ! dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed'; then
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null; } ||
			echo "DPDK could not be installed: it is left out."
		break
	fi
done
