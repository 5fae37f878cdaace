# The Debian packages that building and testing need. Sourced by setup.sh and test.sh.

BUILD_PACKAGES=(gcc libc6-dev cmake ninja-build pkg-config libsqlite3-dev libcmark-gfm-dev
    libcmark-gfm-extensions-dev libjansson-dev libutf8proc-dev libstemmer-dev libyaml-dev libxxhash-dev
    libseccomp-dev libxml2-dev libreadline-dev)
TEST_PACKAGES=(clang libclang-rt-14-dev clang-tidy libcmocka-dev bats sqlite3 jq python3 bubblewrap mandoc
    groff-base zsh fish)

# Crates that the guide's snippets use. They are of use to a rustc alone, which does not come from
# Debian 12: its own is too old for the guide.
CRATE_PACKAGES=(librust-anyhow-dev librust-async-stream-dev librust-async-trait-dev
    librust-atty-dev librust-bytemuck-dev librust-bytes-dev librust-cfg-if-dev librust-clap-dev
    librust-clap-derive-dev librust-criterion-dev librust-crossbeam-dev librust-futures-dev
    librust-insta-dev librust-itertools-dev librust-lazy-static-dev librust-memoffset-dev
    librust-num-cpus-dev librust-once-cell-dev librust-proptest-dev librust-proptest+default-dev
    librust-rayon-dev librust-regex-dev librust-regex+default-dev librust-serde-dev
    librust-serde-json-dev librust-serde+serde-derive-dev librust-tempfile-dev
    librust-thiserror-dev librust-tokio-dev librust-tokio-util-dev librust-toml-dev
    librust-tower-dev librust-tracing-dev librust-tracing-subscriber-dev librust-trybuild-dev
    librust-zeroize-dev)

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
