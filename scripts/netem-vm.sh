#!/usr/bin/env bash
# Runs a command under Debian's own kernel, which has netem, in a virtual machine
# that sees this machine's files read-only. Needs root to install what is missing
# (QEMU, busybox, the kernel's package); software emulation suffices.
# Usage: scripts/netem-vm.sh COMMAND [ARGUMENTS]
set -euo pipefail

[ $# -gt 0 ] || { echo "usage: scripts/netem-vm.sh COMMAND [ARGUMENTS]" >&2; exit 2; }

cache=${XDG_CACHE_HOME:-$HOME/.cache}/qanat/netem-vm
limit=${QANAT_VM_SECONDS:-900} # the machine is stopped after so long
mkdir -p "$cache"

# install brings Debian packages that are missing.
install() {
	local missing=()
	for package in "$@"; do
		dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	[ "$(id -u)" -eq 0 ] || { echo "not root: install ${missing[*]} first" >&2; exit 1; }
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# fetch_kernel unpacks the newest kernel of this Debian; the cloud flavour lacks 9p.
fetch_kernel() {
	[ ! -e "$cache/version" ] || return 0
	local package
	package=$(apt-cache search --names-only '^linux-image-[0-9].*-amd64$' | awk '{print $1}' |
		grep -Ev 'cloud|rt|unsigned|dbg' | sort -V | tail -1)
	[ -n "$package" ] || { echo "no package linux-image-...-amd64 is known here: apt-get update, on Debian" >&2; exit 1; }
	echo "fetching $package"
	(cd "$cache" && apt-get download -qq "$package")
	rm -rf "$cache/kernel"
	dpkg-deb -x "$cache/$package"_*.deb "$cache/kernel"
	rm -f "$cache/$package"_*.deb
	local version=${package#linux-image-}
	depmod -b "$cache/kernel" "$version"
	echo "$version" >"$cache/version"
}

# make_initramfs packs busybox, the modules that mount this machine's files, and an
# init that goes over to them.
make_initramfs() {
	local version=$1 root packed=" "
	root=$(mktemp -d)
	mkdir -p "$root"/{bin,proc,sys,dev,host,modules}
	cp /bin/busybox "$root/bin/"
	local n=10
	for module in 9p virtio_pci 9pnet_virtio; do
		while read -r verb path _; do
			[ "$verb" = insmod ] || continue
			[[ $packed != *" $path "* ]] || continue
			packed+="$path "
			cp "$path" "$root/modules/$((n++))-$(basename "$path")"
		done < <(modprobe -d "$cache/kernel" -S "$version" --show-depends "$module")
	done
	cat >"$root/init" <<-'INIT'
		#!/bin/busybox sh
		/bin/busybox mount -t proc proc /proc
		/bin/busybox mount -t sysfs sys /sys
		/bin/busybox mount -t devtmpfs dev /dev
		for m in /modules/*; do /bin/busybox insmod "$m"; done
		/bin/busybox mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=512000,cache=loose files /host
		/bin/busybox mount --bind /dev /host/dev
		/bin/busybox mount -t proc proc /host/proc
		/bin/busybox mount -t sysfs sys /host/sys
		for d in run mnt; do /bin/busybox mount -t tmpfs tmpfs /host/$d; done
		script=$(/bin/busybox sed -n 's/.*qanat.script=\([^ ]*\).*/\1/p' /proc/cmdline)
		# Made the root of all, not only this process': in a mere chroot the kernel
		# lets nobody make user namespaces.
		cd /host
		/bin/busybox mount --move . /
		/bin/busybox chroot . /bin/bash "$script"
		echo "qanat-exit $?"
		/bin/busybox poweroff -f
	INIT
	chmod +x "$root/init"
	(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$initramfs.new"
	mv "$initramfs.new" "$initramfs"
	rm -rf "$root"
}

install qemu-system-x86 busybox-static cpio kmod
fetch_kernel
version=$(cat "$cache/version")
initramfs=$cache/initramfs-$version-$(cksum <"$0" | cut -d' ' -f1)
[ -e "$initramfs" ] || make_initramfs "$version"

script=$(mktemp "$cache/script.XXXXXX")
log=$(mktemp "$cache/log.XXXXXX")
trap 'rm -f "$script" "$log"' EXIT
{
	echo "modprobe -d $cache/kernel -a veth bridge sch_netem sch_tbf af_packet"
	echo "mkdir /run/tmp"
	echo "export PATH=$PATH HOME=/run/tmp TMPDIR=/run/tmp QANAT_REQUIRE=$(printf %q "${QANAT_REQUIRE:-}")"
	echo "cd $(printf %q "$PWD")"
	printf '%q ' "$@"
	echo
} >"$script"

# boot runs the machine, and leaves what it printed in the log. Its clock is believed:
# where emulation is slow, Linux would find it unstable and change code that is running
# on the other processor, which not every emulator survives.
boot() {
	timeout "$limit" qemu-system-x86_64 -M pc -accel tcg,thread=multi -smp 2 -cpu max -m 1024 -nographic -no-reboot -nic none \
		-kernel "$cache/kernel/boot/vmlinuz-$version" -initrd "$initramfs" \
		-fsdev local,id=files,path=/,security_model=passthrough,readonly=on,multidevs=remap \
		-device virtio-9p-pci,fsdev=files,mount_tag=files \
		-append "console=ttyS0 panic=-1 quiet tsc=reliable qanat.script=$script" </dev/null | tr -d '\r' | tee "$log" | grep -v '^qanat-exit' || true
}

boot
for _ in 1 2; do
	grep -q 'Kernel panic' "$log" || break
	echo "the virtual machine's kernel died, not the command: once more" >&2
	boot
done
status=$(sed -n 's/^qanat-exit //p' "$log" | tail -1)
[ -n "$status" ] || { echo "the virtual machine ended without a result (after at most $limit s)" >&2; exit 1; }
exit "$status"
