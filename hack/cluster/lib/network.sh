# shellcheck shell=bash

netns_path=/run/netns/$cluster_name

# `ip netns exec` would remount /sys, and the kubelet then finds no cgroups; nsenter changes the network only.
in_network() {
  nsenter --net="$netns_path" "$@"
}

network_exists() {
  # A half-made namespace is a plain file that was never mounted over.
  [[ -e $netns_path ]] && [[ $(stat -f -c %T "$netns_path") == nsfs ]]
}

ensure_network() {
  if ! network_exists; then
    rm -f "$netns_path"
    ip netns add "$cluster_name"
  fi
  in_network ip link set lo up
  in_network ip link show "$bridge" >/dev/null 2>&1 || in_network ip link add "$bridge" type bridge
  in_network ip address replace "$node_ip/$node_prefix" dev "$bridge"
  in_network ip link set "$bridge" up
  # Service addresses need a route before kube-proxy gets to rewrite them. There is no default route: whatever else is
  # looked up or dialled fails at once instead of timing out.
  in_network ip route replace "$service_cidr" dev "$bridge"
  in_network sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward && echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables'
}

remove_network() {
  if network_exists; then
    ip netns delete "$cluster_name"
  fi
  rm -f "$netns_path"
  # The first `ip netns add` on a machine turns this folder into a mount; the last one out undoes that.
  if [[ -d /run/netns && -z $(ls -A /run/netns) ]]; then
    umount /run/netns 2>/dev/null || true
    rmdir /run/netns
  fi
}
