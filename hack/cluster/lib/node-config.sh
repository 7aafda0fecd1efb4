# shellcheck shell=bash

containerd_config() {
  cat <<TOML
version = 2
root = "$containerd_dir/root"
state = "$containerd_dir/state"
disabled_plugins = [
  "io.containerd.internal.v1.opt",
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
]
[grpc]
  address = "$containerd_socket"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/slipway/pause:1"
  # Without CAP_SYS_RESOURCE a container's OOM score cannot be lowered, and runc would die trying.
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$etc_dir/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      Root = "$containerd_dir/state/runc"
TOML
}

# Pods join the bridge that has the node's address.
cni_config() {
  cat <<JSON
{
  "cniVersion": "0.4.0",
  "name": "$pod_network",
  "plugins": [
    {
      "type": "bridge",
      "bridge": "$bridge",
      "isGateway": true,
      "isDefaultGateway": true,
      "hairpinMode": true,
      "ipam": {
        "type": "host-local",
        "dataDir": "$state_dir/cni",
        "ranges": [[{"subnet": "$node_cidr", "rangeStart": "$pod_range_start", "gateway": "$node_ip"}]]
      }
    },
    {"type": "portmap", "capabilities": {"portMappings": true}}
  ]
}
JSON
}

kubelet_config() {
  cat <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $node_ip
tlsCertFile: $pki_dir/kubelet-server.crt
tlsPrivateKeyFile: $pki_dir/kubelet-server.key
authentication:
  anonymous: {enabled: false}
  webhook: {enabled: true}
  x509: {clientCAFile: $pki_dir/ca.crt}
authorization: {mode: Webhook}
cgroupDriver: cgroupfs
cgroupRoot: $cgroup_parent
enforceNodeAllocatable: []
failSwapOn: false
oomScoreAdj: 0
clusterDNS: [127.0.0.1]
clusterDomain: cluster.local
resolvConf: $etc_dir/resolv.conf
# Looks at the node this often, so that it is Ready seconds after its start; writes only when something has changed.
nodeStatusUpdateFrequency: 2s
nodeStatusReportFrequency: 5m
volumePluginDir: $state_dir/kubelet/volume-plugins
# There is no registry to pull an image from again, so a filling disk must not cost any.
imageGCHighThresholdPercent: 100
evictionHard:
  memory.available: 100Mi
  nodefs.available: 1Gi
  imagefs.available: 1Gi
YAML
  if (($(minor_of kubelet) >= 27)); then
    echo "containerRuntimeEndpoint: unix://$containerd_socket"
  fi
  # Device plugins would meet in a folder outside the state, and later versions cannot do without them.
  if (($(minor_of kubelet) < 26)); then
    echo 'featureGates: {DevicePlugins: false}'
  fi
  # From 1.35 on, a machine with the first cgroup version is refused unless told otherwise.
  if (($(minor_of kubelet) >= 31)); then
    echo 'failCgroupV1: false'
  fi
}

kube_proxy_config() {
  cat <<YAML
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
bindAddress: $node_ip
hostnameOverride: $node_name
clusterCIDR: $node_cidr
oomScoreAdj: 0
clientConnection: {kubeconfig: $etc_dir/kube-proxy.kubeconfig}
iptables: {syncPeriod: 30s, minSyncPeriod: 0s}
# Zero leaves the machine's own connection tracking limits alone.
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
YAML
}
