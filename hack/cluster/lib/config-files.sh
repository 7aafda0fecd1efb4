# shellcheck shell=bash

# config_file PATH <CONTENT: leaves a file that already says this untouched; kube-proxy ends when its file is rewritten.
config_file() {
  cat >"$1.new"
  if cmp --silent "$1.new" "$1"; then
    rm "$1.new"
  else
    mv "$1.new" "$1"
  fi
}
