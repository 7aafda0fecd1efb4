# shellcheck shell=bash

containerd_dir=$state_dir/containerd
containerd_socket=$containerd_dir/containerd.sock
cgroup_parent=/$cluster_name-cluster

start_containerd() {
  mkdir -p "$containerd_dir" "$etc_dir/cni"
  cni_config | config_file "$etc_dir/cni/10-pods.conflist"
  containerd_config | config_file "$etc_dir/containerd.toml"
  start_process containerd "$(binary_of containerd)" --config "$etc_dir/containerd.toml"
}

ctr() {
  command ctr --address "$containerd_socket" --namespace k8s.io "$@"
}

start_kubelet() {
  make_cgroup_parent
  save_kernel_settings
  # The machine's name servers are out of reach; asking a closed port of the pod itself fails at once.
  config_file "$etc_dir/resolv.conf" <<<'nameserver 127.0.0.1'
  mkdir -p "$state_dir/kubelet"
  kubelet_config | config_file "$etc_dir/kubelet.yaml"
  local runtime=()
  # From 1.27 on, the runtime is named in the configuration file.
  if (($(minor_of kubelet) < 27)); then
    runtime=(--container-runtime remote --container-runtime-endpoint "unix://$containerd_socket")
  fi
  start_process kubelet "$(binary_of kubelet)" --config "$etc_dir/kubelet.yaml" \
    --kubeconfig "$etc_dir/kubelet.kubeconfig" --root-dir "$state_dir/kubelet" --cert-dir "$state_dir/kubelet/pki" \
    --hostname-override "$node_name" --node-ip "$node_ip" "${runtime[@]}"
}

start_kube-proxy() {
  kube_proxy_config | config_file "$etc_dir/kube-proxy.yaml"
  start_process kube-proxy "$(binary_of kube-proxy)" --config "$etc_dir/kube-proxy.yaml"
}
