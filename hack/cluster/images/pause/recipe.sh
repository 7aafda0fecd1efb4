# shellcheck shell=bash disable=SC2034
image_tag=1
image_user=65535:65535
image_entrypoint=(/pause)

fill_rootfs() {
  gcc -static -Os -s -o "$1/pause" "$recipe_dir/pause.c"
}
