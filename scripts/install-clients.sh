#!/usr/bin/env bash
# Installs the clients and servers that middleboxes are tested with. As root.
set -euo pipefail

wanted=(curl nginx-light vsftpd iperf3 dnsutils dnsmasq-base iputils-ping tshark tcpdump nftables nmap)
missing=()
for package in "${wanted[@]}"; do
	dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0
echo "Installing ${missing[*]}"
apt-get update -qq || echo "The package lists could not be refreshed: trying with those at hand."
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
