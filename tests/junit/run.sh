#!/bin/sh
# Lets two JUnit readers that nobody here wrote read what the itk-compare that ITK_COMPARE names has written. Exit 77
# (skipped) where they have not been installed: `npm ci` in this folder does it. ITK_NODE names another node.
set -eu
cd "$(dirname "$0")"
node=${ITK_NODE:-node}

skip() {
  echo "skipped: $1"
  exit 77
}

[ -d node_modules/junit2json ] || skip "run npm ci in tests/junit first"
command -v "$node" >/dev/null || skip "there is no $node; install Node.js 20 or newer, or set ITK_NODE"
"$node" -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' ||
  skip "$node is older than Node.js 20; set ITK_NODE to a newer one"
exec "$node" --test
