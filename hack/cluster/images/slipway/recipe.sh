# shellcheck shell=bash disable=SC2034,SC2154
image_parent=base
image_tag=dev
image_layer=(usr/local)
image_user=1000:1000
# The Swift libraries find each other by it.
image_env=(LD_LIBRARY_PATH=/usr/local/lib/slipway)
image_entrypoint=(slipway)

# Takes slipway_binary: the binary that has just been built, this machine's haproxy, and the shared libraries that they and
# libarchive, which slipway loads by itself, need beyond those of libc6.
fill_rootfs() {
  local libraries=$1/usr/local/lib/slipway archive haproxy library
  mkdir -p "$libraries" "$1/usr/local/bin"
  strip -o "$1/usr/local/bin/slipway" "$slipway_binary"
  haproxy=$(PATH=$PATH:/usr/sbin command -v haproxy)
  cp "$haproxy" "$1/usr/local/bin"
  archive=$(ldconfig -p | awk '$1 == "libarchive.so.13" && !found++ { print $NF }')
  cp -L "$archive" "$libraries"
  while read -r library; do
    cp -L "$library" "$libraries"
  done < <(ldd "$slipway_binary" "$archive" "$haproxy" | awk '$2 == "=>" { print $3 }' | sort -u |
    grep -vE '/(libc|libm|libdl|libpthread|librt|libresolv|libutil)\.so\.')
  chmod -R a+rX "$1/usr/local"
  chroot "$1" env "${image_env[@]}" slipway --version
  chroot "$1" env "${image_env[@]}" haproxy -v
}
