# shellcheck shell=bash

# Clears containerd's record of containers but keeps its images: the next `up` needs no import then.
remove_containers() {
  local ids
  # The state folder is there from the start of containerd to the end of a `down`.
  [[ -d $containerd_dir/state ]] || return 0
  if ! answers containerd && ! revive_containerd; then
    touch "$containerd_dir/discard"
    return 0
  fi
  mapfile -t ids < <(ctr tasks list --quiet)
  ((${#ids[@]} == 0)) || ctr tasks delete --force "${ids[@]}" >/dev/null 2>&1 || true
  mapfile -t ids < <(ctr containers list --quiet)
  ((${#ids[@]} == 0)) || ctr containers delete "${ids[@]}"
}

# Only containerd can clear its record, and importing the images anew would take longer.
revive_containerd() {
  stop_process containerd KILL
  kill_shims
  ensure_network
  start_containerd
  wait_until 20 answers containerd
}

# Shims outlive containerd on purpose. The socket on their command line says whose they are.
shim_pids() {
  pgrep -f "^[^ ]*containerd-shim-[^ ]* .*-address $containerd_socket( |\$)" || true
}

no_shims() {
  [[ -z $(shim_pids) ]]
}

kill_shims() {
  local pids sockets
  mapfile -t pids < <(shim_pids)
  if ((${#pids[@]})); then
    kill -KILL "${pids[@]}" 2>/dev/null || true
    wait_until 5 no_shims
  fi
  # A killed shim cannot remove its own socket, which lies outside containerd's folders.
  mapfile -t sockets < <(find "$containerd_dir/state" -name address -exec awk '{ sub("^unix://", ""); print }' {} + \
    2>/dev/null)
  ((${#sockets[@]} == 0)) || rm -f "${sockets[@]}"
}

mounts_below() {
  # Deepest first, so that each can be unmounted in turn.
  awk -v folder="$1/" 'index($2, folder) == 1 { print $2 }' /proc/mounts | sort -r
}

unmount_below() {
  local mount_point
  while read -r mount_point; do
    umount "$mount_point" || umount --lazy "$mount_point"
  done < <(mounts_below "$1")
}

# What the kubelet and the network plugins write to places that cannot be chosen. Other clusters may use them too: logs
# are told apart by the pods' uids, the plugins' records by the ids that hold an address of this cluster.
remove_traces() {
  local pod address holder
  for pod in "$state_dir"/kubelet/pods/*; do
    [[ ! -d $pod ]] || rm -rf /var/log/pods/*_"${pod##*/}"
  done
  [[ ! -d /var/log/containers ]] || find /var/log/containers -xtype l -delete
  for address in "$state_dir/cni/$pod_network"/[0-9]*; do
    [[ -f $address ]] || continue
    IFS=$'\r' read -r holder _ <"$address"
    rm -f "/var/lib/cni/results"/*"-$holder-"*
  done
  rmdir --ignore-fail-on-non-empty /var/log/pods /var/log/containers /var/lib/cni/results /var/lib/cni \
    /run/containerd/s /run/containerd 2>/dev/null || true
}

remove_state() {
  # Kept: certificates, logs, and containerd's images.
  rm -rf "${state_dir:?}"/{etcd,kubelet,cni,etc,pids,boot-id} "$containerd_dir/state" "$containerd_socket"*
  if [[ -e $containerd_dir/discard ]]; then
    rm -rf "$containerd_dir"
  fi
}
