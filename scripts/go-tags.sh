#!/usr/bin/env bash
# Prints the build tags this machine can satisfy: "lpsolve" where a C compiler
# and lp_solve's headers and library are present, otherwise nothing.
set -euo pipefail

probe='#include <lpsolve/lp_lib.h>
int main(void) { return make_lp(0, 1) == 0; }'
if command -v gcc >/dev/null &&
	gcc -x c - -o /dev/null -llpsolve55 -lm -ldl -lcolamd <<<"$probe" 2>/dev/null; then
	echo lpsolve
fi
