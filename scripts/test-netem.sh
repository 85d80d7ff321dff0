#!/usr/bin/env bash
# Runs the tests of emulated networks with netem, under Debian's own kernel in a
# virtual machine. Usage: scripts/test-netem.sh [FLAGS OF THE TESTS]
set -euo pipefail

folder=${XDG_CACHE_HOME:-$HOME/.cache}/qanat/netem-tests
mkdir -p "$folder"
CGO_ENABLED=0 go test -c -o "$folder/" ./emu/enginetest ./emu/live ./emu/world
export QANAT_REQUIRE=root,netem,userns,quiet
vm=$PWD/scripts/netem-vm.sh
(cd emu/enginetest && "$vm" "$folder/enginetest.test" -test.v -test.run Netem "$@")
(cd emu/live && "$vm" "$folder/live.test" -test.v "$@")
# A world hides /run, where the machine's other temporary files are.
(cd emu/world && "$vm" env TMPDIR=/mnt "$folder/world.test" -test.v "$@")
