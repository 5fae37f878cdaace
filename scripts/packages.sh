# The Debian packages that building and testing need. Sourced by setup.sh and test.sh.

BUILD_PACKAGES=(gcc libc6-dev cmake ninja-build pkg-config libsqlite3-dev libcmark-gfm-dev
    libcmark-gfm-extensions-dev libjansson-dev libutf8proc-dev libstemmer-dev libyaml-dev libxxhash-dev
    libseccomp-dev)
TEST_PACKAGES=(clang libclang-rt-14-dev clang-tidy libcmocka-dev bats sqlite3 jq python3)

# Installs those of the named packages that are missing; says which before it does.
install_packages() {
    local missing=() sudo=()

    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
            missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    command -v apt-get >/dev/null || {
        echo "This script installs Debian packages; here these are missing: ${missing[*]}" >&2
        return 1
    }
    [ "$(id -u)" -eq 0 ] || sudo=(sudo)
    echo "Installing with apt-get: ${missing[*]}"
    "${sudo[@]}" apt-get update -qq
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends "${missing[@]}" >/dev/null
}
