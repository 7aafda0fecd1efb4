# shellcheck shell=bash

# A recipe is a folder below images/ whose recipe.sh sets image_tag and, as needed, the other image_* values below, and
# defines fill_rootfs FOLDER. Parents come before their children.
image_recipes=(pause base scoring)

load_recipe() {
  recipe_dir=$cluster_dir/images/$1
  image_parent='' image_tag='' image_user='' image_workdir=/ image_env=() image_entrypoint=() image_layer=(.)
  # shellcheck disable=SC1090,SC1091
  source "$recipe_dir/recipe.sh"
}

# The folder of a built image: an OCI layout. Its name changes with anything that went into it.
image_cache() (
  load_recipe "$1"
  [[ -z $image_parent ]] || parent=$(basename "$(image_cache "$image_parent")")
  recipe=$(cat "$recipe_dir"/* "$lib_dir/oci-layout.sh" <(echo "${parent:-}" "$debian_release") | sha256sum)
  echo "$cache_dir/images/$1-${recipe:0:12}"
)

image_reference() (
  load_recipe "$1"
  echo "localhost/slipway/$1:$image_tag"
)

build_recipes() {
  local name
  for name in "${image_recipes[@]}"; do
    [[ ! -d $(image_cache "$name") ]] || continue
    ensure_packages "${image_build_packages[@]}"
    ensure_pip
    step "image $(image_reference "$name") built" "$cache_dir/logs/image-$name.log" build_recipe "$name"
  done
}

ensure_pip() {
  python3 -m pip --version >/dev/null 2>&1 || ensure_packages python3-pip
}

build_recipe() {
  local name=$1 target work=$cache_dir/images/unfinished
  target=$(image_cache "$name")
  load_recipe "$name"
  # debootstrap mounts /proc and /sys in there, and leaves them when it is interrupted.
  unmount_below "$work"
  rm -rf --one-file-system "$work"
  mkdir -p "$work"/{rootfs,layout}
  if [[ -n $image_parent ]]; then
    adopt_layers "$(image_cache "$image_parent")" "$work/layout" "$work/rootfs"
  fi
  fill_rootfs "$work/rootfs"
  add_layer "$work/layout" "$work/rootfs" "${image_layer[@]}"
  write_manifest "$work/layout" "$(image_reference "$name")"
  # The rename is what makes the entry valid; nothing before it is ever used.
  mv "$work/layout" "$target"
  rm -rf "$work"
}
