#!/usr/bin/env bash
# Runs a program of the recipe with the Python it needs: Debian's torch, and gguf from PyPI in a folder of its own.
# `run.sh recipe.py [options]`. Another Python that has torch: PYTHON=/path/to/python3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
python=${PYTHON:-/usr/bin/python3}
if ! "$python" -c 'import torch, numpy, regex, venv' 2>/dev/null || ! command -v gcc >/dev/null; then
  echo "The recipe needs torch, regex and a C compiler. On Debian:" >&2
  echo "  apt-get install python3-torch python3-numpy python3-regex python3-venv libopenblas0-pthread gcc libc6-dev" >&2
  exit 2
fi
if ! .venv/bin/python -c 'import gguf, torch' 2>/dev/null; then
  rm -rf .venv
  "$python" -m venv --system-site-packages .venv
  .venv/bin/pip install --quiet --no-deps --require-hashes --requirement requirements.txt
fi
# Settings some machines have that make this torch thirty times slower.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
exec .venv/bin/python "$@"
