# Shared by `run` and `server`: where things are kept, time limits, and the installs. Sourced, never run.
# Nothing is written into the repository: all state lives under $CACHE.

INTEROP=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(dirname "$INTEROP")
CACHE=${CASTILE_INTEROP_CACHE:-${TMPDIR:-/tmp}/castile-interop}
LOG=$CACHE/log

umask 022
mkdir -p "$LOG" && [ -O "$CACHE" ] || { echo "cannot use \`$CACHE\`: it belongs to somebody else; set CASTILE_INTEROP_CACHE" >&2; exit 2; }

# limit SECONDS COMMAND..: runs it with a time limit, and never past $DEADLINE (in $SECONDS of this shell).
# It runs in the background and is waited for, so that an interrupt is seen at once.
limit() {
    local seconds=$1 left; shift
    left=$(( ${DEADLINE:-99999} - SECONDS ))
    [ "$left" -gt 0 ] || { echo "no time left for \`$1\`" >&2; return 124; }
    timeout --kill-after=5 $(( seconds < left ? seconds : left )) "$@" &
    LIMITED=$!
    wait "$LIMITED"
}

# end PID: ends one process this shell started, where it still runs, and waits until it is gone.
end() {
    jobs -rp | grep -qx "${1:-none}" || return 0
    kill "$1" 2>/dev/null
    wait "$1" 2>/dev/null
    return 0
}

free_port() { # a loopback port nobody listens on at the moment
    python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# await_line PID FILE: waits until a server has written `listening on URL` to FILE, and prints the URL.
await_line() {
    local url
    for _ in $(seq 150); do
        url=$(sed -n 's/^listening on \(http[^ ]*\).*/\1/p' "$2" 2>/dev/null | head -n 1)
        [ -n "$url" ] && { echo "$url"; return 0; }
        kill -0 "$1" 2>/dev/null || return 1
        sleep 0.2
    done
    return 1
}

# have WHAT: whether everything WHAT needs is there and works.
have() {
    case $1 in
        python3) python3 -c 'import venv, ensurepip' ;;
        curl)    command -v curl ;;
        asmx)    command -v mono mcs wsdl fastcgi-mono-server4 >/dev/null && command -v nginx ;;
        php)     php -r 'exit(extension_loaded("soap") ? 0 : 1);' ;;
        csharp)  command -v mono mcs >/dev/null && command -v wsdl ;;
        gsoap)   command -v wsdl2h soapcpp2 g++ pkg-config >/dev/null && pkg-config --exists gsoapck++ ;;
        zeep)    "$CACHE/venv/bin/python" -c 'import zeep' ;;
        node)    (cd "$CACHE/node" && node -e 'require("soap")') ;;
    esac >/dev/null 2>&1
}

install() { # install WHAT: one attempt
    case $1 in
        python3) packages python3 python3-venv ;;
        curl)    packages curl ca-certificates ;;
        asmx)    packages mono-devel mono-mcs mono-fastcgi-server4 nginx-light ;;
        php)     packages php-cli php-soap php-xml ;;
        csharp)  packages mono-devel mono-mcs ;;
        gsoap)   packages gsoap libgsoap-dev g++ pkg-config ;;
        zeep)    limit 100 python3 -m venv "$CACHE/venv" &&
                 limit 120 "$CACHE/venv/bin/pip" install --quiet --timeout 20 --retries 1 -r "$INTEROP/peers/python/requirements.txt" ;;
        node)    { command -v node npm >/dev/null || packages nodejs npm; } && mkdir -p "$CACHE/node" &&
                 cp "$INTEROP/peers/node/package.json" "$CACHE/node/" &&
                 limit 120 npm install --prefix "$CACHE/node" --loglevel=error --ignore-scripts --no-package-lock --no-audit --no-fund \
                     --fetch-timeout=20000 --fetch-retries=1 ;;
    esac
}

packages() { # packages NAME..: from Debian, with the package lists as they are, or else with new ones
    command -v apt-get >/dev/null || { echo "no apt-get here: install by hand: $*"; return 1; }
    apt_get install "$@" || { apt_get update && apt_get install "$@"; }
}

apt_get() {
    local as=()
    [ "$(id -u)" = 0 ] || as=(sudo -n)
    limit 150 "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y --no-install-recommends \
        -o DPkg::Lock::Timeout=60 -o Acquire::http::Timeout=20 -o Acquire::Retries=1 "$@"
}

# need WHAT: 0 when WHAT is there or could be installed; else 1, with the reason in $REASON.
# An install is tried three times.
need() {
    local try log=$LOG/install-$1.log
    have "$1" && return 0
    : >"$log"
    for try in 1 2 3; do
        [ "$try" = 1 ] || sleep 2
        install "$1" >>"$log" 2>&1
        have "$1" && return 0
    done
    REASON=$({ grep -E '^(E:|ERROR|npm error|error)' "$log" || echo 'it does not work after the install'; } | head -n 1 | cut -c1-160)
    REASON="could not be installed: $REASON (all of it in $log)"
    return 1
}
