# shellcheck shell=bash

# Images stay in containerd across `down`, so this mostly finds that there is nothing to do.
import_recipes() {
  local name present
  present=$(ctr images list | awk 'NR > 1 { print $1, $3 }')
  for name in "${image_recipes[@]}"; do
    if ! grep -qxF "$(image_reference "$name") $(<"$(image_cache "$name")/digest")" <<<"$present"; then
      step "image $(image_reference "$name") imported" "$log_dir/images.log" import_layout "$(image_cache "$name")"
    fi
  done
}

import_layout() {
  tar -C "$1" -cf - oci-layout index.json blobs | ctr images import -
}

load_image() {
  [[ -r $1 ]] || fail "no such file: $1"
  is_running containerd || fail "no node is running; first: cluster up"
  step "images of $1 imported" "$log_dir/images.log" ctr images import "$1"
}
