# shellcheck shell=bash disable=SC2034
image_tag=1
image_entrypoint=(/bin/sh)

fill_rootfs() {
  debootstrap --variant=minbase --include=python3,ca-certificates "$debian_release" "$1" "$(debian_mirror)"
  ln -s python3 "$1/usr/bin/python"
  rm -rf "${1:?}"/{dev,proc,var/cache/apt,var/lib/apt/lists,var/log,usr/share/{doc,man,locale,info}}/* \
    "$1/etc/resolv.conf"
}
