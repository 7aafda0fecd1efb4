# shellcheck shell=bash
# shellcheck disable=SC2034 # read by the files sourced after this one

cluster_name=${SLIPWAY_CLUSTER_NAME:-slipway}
state_dir=${SLIPWAY_CLUSTER_STATE:-/var/lib/slipway-cluster}
cache_dir=${XDG_CACHE_HOME:-$HOME/.cache}/slipway
assets_dir=${KUBEBUILDER_ASSETS:-}
api_only=${SLIPWAY_CLUSTER_API_ONLY:-}

log_dir=$state_dir/logs
pid_dir=$state_dir/pids
pki_dir=$state_dir/pki
etc_dir=$state_dir/etc
admin_kubeconfig=$etc_dir/admin.kubeconfig

# One version only: it is the newest Kubernetes that Debian ships as complete source.
kubernetes_version=1.20.2
debian_release=bookworm

# The node is its own network: nothing here can clash with, or reach, the machine's addresses.
bridge=node0
node_name=slipway
node_ip=10.99.0.1
node_prefix=16
node_cidr=10.99.0.0/16
pod_network=$cluster_name-pods
pod_range_start=10.99.1.1
service_cidr=10.96.0.0/16
service_ip=10.96.0.1
api_url=https://$node_ip:6443
etcd_url=http://127.0.0.1:2379
