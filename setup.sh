#!/usr/bin/env bash
# Sets rustpro up on a Debian machine: installs the packages that are missing, builds, installs,
# and asks a first question. Safe to run again; the second time it only does what is left to do.
set -euo pipefail
cd "$(dirname "$0")"

prefix="$HOME/.local"
while [ $# -gt 0 ]; do
    case "$1" in
    --prefix) prefix="${2:?--prefix needs a folder}"; shift 2 ;;
    --prefix=*) prefix="${1#--prefix=}"; shift ;;
    -h | --help)
        echo "Usage: ./setup.sh [--prefix DIR]    (default: ~/.local)"
        exit 0 ;;
    *) echo "setup.sh: $1: no such option; --help tells more" >&2; exit 2 ;;
    esac
done

. scripts/packages.sh
install_packages "${BUILD_PACKAGES[@]}"

cmake --preset release -DCMAKE_INSTALL_PREFIX="$prefix" >build-setup.log 2>&1 &&
    cmake --build --preset release >>build-setup.log 2>&1 &&
    cmake --install build/release --prefix "$prefix" >>build-setup.log 2>&1 || {
    tail -n 40 build-setup.log >&2
    echo "setup.sh: the build failed; build-setup.log has all of it" >&2
    exit 1
}
rm -f build-setup.log

rustpro="$prefix/bin/rustpro"
echo "Installed $("$rustpro" --version) in $prefix."
case ":$PATH:" in
*":$prefix/bin:"*) ;;
*) echo "Add it to your PATH: export PATH=\"$prefix/bin:\$PATH\"" ;;
esac
echo
echo "\$ rustpro ask async closure retry"
"$rustpro" ask --no-pager -n 3 async closure retry
