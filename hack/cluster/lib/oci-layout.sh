# shellcheck shell=bash

# An image as a folder in the OCI layout: blobs named by their digest, and an index that names the manifest. Layers stay
# uncompressed, which saves more time than it costs space. `layers` lists their digests, lowest first.

# adopt_layers PARENT LAYOUT ROOTFS: takes over the layers of the parent image and unpacks them into ROOTFS.
adopt_layers() {
  local parent=$1 layout=$2 rootfs=$3 digest
  mkdir -p "$layout/blobs/sha256"
  cp "$parent/layers" "$layout/layers"
  while read -r digest; do
    ln "$parent/blobs/sha256/$digest" "$layout/blobs/sha256/$digest"
    tar -xpf "$layout/blobs/sha256/$digest" -C "$rootfs" --numeric-owner
  done <"$layout/layers"
}

# add_layer LAYOUT ROOTFS PATH...
add_layer() {
  local layout=$1 rootfs=$2
  shift 2
  tar -C "$rootfs" --sort=name --mtime=@0 --numeric-owner -cf "$layout/layer" "$@"
  store_blob "$layout" "$layout/layer" >>"$layout/layers"
}

# store_blob LAYOUT FILE: moves FILE into the layout and prints its digest.
store_blob() {
  local digest
  digest=$(sha256sum <"$2" | cut -d ' ' -f 1)
  mkdir -p "$1/blobs/sha256"
  mv "$2" "$1/blobs/sha256/$digest"
  echo "$digest"
}

# descriptor LAYOUT DIGEST TYPE [MORE-FIELDS]
descriptor() {
  printf '{"mediaType":"application/vnd.oci.image.%s","digest":"sha256:%s","size":%d%s}' \
    "$3" "$2" "$(stat -c %s "$1/blobs/sha256/$2")" "${4:-}"
}

json_strings() {
  local IFS=,
  (($# == 0)) || printf '"%s",' "$@" | sed 's/,$//'
}

# write_manifest LAYOUT REFERENCE: closes the image with the image_* values of the recipe.
write_manifest() {
  local layout=$1 reference=$2 config manifest digests layers=() digest
  mapfile -t digests <"$layout/layers"
  cat >"$layout/config" <<JSON
{
  "architecture": "$(dpkg --print-architecture)", "os": "linux",
  "config": {
    "User": "$image_user", "WorkingDir": "$image_workdir",
    "Env": [$(json_strings PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${image_env[@]}")],
    "Entrypoint": [$(json_strings "${image_entrypoint[@]}")]
  },
  "rootfs": {"type": "layers", "diff_ids": [$(json_strings "${digests[@]/#/sha256:}")]}
}
JSON
  config=$(store_blob "$layout" "$layout/config")
  for digest in "${digests[@]}"; do
    layers+=("$(descriptor "$layout" "$digest" layer.v1.tar)")
  done
  cat >"$layout/manifest" <<JSON
{
  "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
  "config": $(descriptor "$layout" "$config" config.v1+json),
  "layers": [$(IFS=, && echo "${layers[*]}")]
}
JSON
  manifest=$(store_blob "$layout" "$layout/manifest")
  echo '{"imageLayoutVersion": "1.0.0"}' >"$layout/oci-layout"
  cat >"$layout/index.json" <<JSON
{"schemaVersion": 2, "manifests": [
  $(descriptor "$layout" "$manifest" manifest.v1+json ",\"annotations\":{\"io.containerd.image.name\":\"$reference\"}")
]}
JSON
  echo "sha256:$manifest" >"$layout/digest"
}
