#!/usr/bin/env bash
# Makes an archive without weights for each size and precision: make-archives.sh FOLDER [SIZE ...]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${1:?the folder to make them in}
shift
sizes=("$@")
[[ ${#sizes[@]} -gt 0 ]] || sizes=(base large)
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for size in "${sizes[@]}"; do
  "$here/../../../beitstream" init --preset "$size" --kind encoder --out "$work/$size"
  for precision in fp32 bf16 fp16; do
    "$here/../../../beitstream" export "$work/$size" --format torchscript --precision "$precision" --out "$work/archive.pt"
    python3 "$here/archives.py" strip "$work/archive.pt" "$out/$size-$precision.skeleton"
    rm "$work/archive.pt"
  done
done
