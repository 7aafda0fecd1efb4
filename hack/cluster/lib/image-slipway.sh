# shellcheck shell=bash

# load_slipway BINARY: the image in which pods run that binary. Nothing to do while the node has it already.
load_slipway() {
  [[ -x $1 ]] || fail "no such program: $1"
  if ! is_running containerd; then
    note 'no node is running, so that pods will not need the image of slipway'
    return
  fi
  local loaded=$containerd_dir/root/slipway-image reference content
  reference=$(image_reference slipway)
  content=$(cat "$1" "$cluster_dir"/images/slipway/* "$lib_dir/oci-layout.sh" | sha256sum)
  if [[ -e $loaded && $(<"$loaded") == "$content" ]] && grep -qxF "$reference" <<<"$(ctr images list -q)"; then
    return
  fi
  slipway_binary=$1 step "image $reference loaded" "$log_dir/images.log" build_and_import_slipway
  echo "$content" >"$loaded"
}

# Not by way of the cache, which would keep an image of each build.
build_and_import_slipway() {
  local work=$state_dir/slipway-image
  rm -rf "$work"
  mkdir -p "$work"/{rootfs,layout}
  load_recipe slipway
  adopt_layers "$(image_cache "$image_parent")" "$work/layout" "$work/rootfs"
  fill_rootfs "$work/rootfs"
  add_layer "$work/layout" "$work/rootfs" "${image_layer[@]}"
  write_manifest "$work/layout" "$(image_reference slipway)"
  import_layout "$work/layout"
  rm -rf "$work"
}
