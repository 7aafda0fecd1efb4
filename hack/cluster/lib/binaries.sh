# shellcheck shell=bash

in_assets() {
  [[ -n $assets_dir && -x $assets_dir/$1 ]]
}

binary_of() {
  if in_assets "$1"; then
    echo "$assets_dir/$1"
  elif [[ $1 == etcd || $1 == containerd ]]; then
    command -v "$1"
  else
    echo "$(kubernetes_cache)/$1"
  fi
}

# The part after "1." of a Kubernetes component's version.
minor_of() {
  if in_assets "$1"; then
    "$assets_dir/$1" --version | sed -nE 's/.*v1\.([0-9]+).*/\1/p'
  else
    cut -d . -f 2 <<<"$kubernetes_version"
  fi
}

# Kubernetes' version skew policy: how many minor versions a component may be behind its API server; none may be ahead.
supported_by_server() {
  local component=$1 behind allowed=1
  behind=$((server_minor - $(minor_of "$component")))
  if [[ $component == kubelet || $component == kube-proxy ]]; then
    allowed=$((server_minor >= 28 ? 3 : 2))
  fi
  ((behind >= 0 && behind <= allowed))
}

# Sets `components`, in the order they are started, and `with_node`.
choose_components() {
  local controller
  server_minor=$(minor_of kube-apiserver)
  components=(etcd kube-apiserver)
  with_node=no
  [[ -z $api_only ]] || return 0
  for controller in kube-controller-manager kube-scheduler; do
    if supported_by_server "$controller"; then
      components+=("$controller")
    fi
  done
  if supported_by_server kubelet && supported_by_server kube-proxy && runs kube-controller-manager; then
    with_node=yes
    components+=(containerd kubelet kube-proxy)
  fi
}

runs() {
  [[ " ${components[*]} " == *" $1 "* ]]
}

builds_needed() {
  local component
  for component in "${components[@]}" kubectl; do
    if [[ $component == kube* ]] && ! in_assets "$component"; then
      return 0
    fi
  done
  return 1
}

explain_control_plane_only() {
  if [[ -n $api_only ]]; then
    note 'API server only: objects are stored, and nothing acts on them'
    return
  fi
  note "control plane only: the API server is 1.$server_minor, and KUBEBUILDER_ASSETS has no kubelet, kube-proxy and" \
    "controller manager close enough to it. Pods are stored but never run."
}
