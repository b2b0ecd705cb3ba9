#!/bin/sh
# Writes the locks: exact versions with hashes, no address of any index. Usage: lock.sh PYTHON
set -eu
cd "$(dirname "$0")"
compile() {
    "../$PY" -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header --no-annotate "$@"
}
PY=$1
compile prod.in -o prod.txt
compile embedded.in -c prod.txt -o embedded.txt
compile dev.in -c prod.txt -c embedded.txt -o dev.txt
compile bench.in -c prod.txt -o bench.txt
compile transcribe.in -c prod.txt -o transcribe.txt
compile semantic.in -c prod.txt -o semantic.txt
compile node.in -o node.txt
