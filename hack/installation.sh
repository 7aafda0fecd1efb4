# shellcheck shell=bash
# Installs Slipway into the cluster of KUBECONFIG, for scripts that run the controller as a process. Sourced in the root
# of the checkout.

# install_slipway SLIPWAY: the custom resource definitions, the roles and a ComputeTarget for a cluster of any size.
install_slipway() {
  local version
  version=$(kubectl get --raw /version | sed -n 's/.*"gitVersion": "\([^"]*\)".*/\1/p')
  "$1" crds --target-kubernetes-version "$version" | kubectl apply -f - >&2
  kubectl wait --for=condition=Established crd -l app.kubernetes.io/part-of=slipway >/dev/null
  kubectl apply -k deploy/overlays/dev >&2
}

# service_account_kubeconfig NAMESPACE NAME FILE: the rights of a ServiceAccount and no more, for a day.
service_account_kubeconfig() {
  local namespace=$1 name=$2 file=$3 token
  local request='{"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"expirationSeconds": 86400}}'
  token=$(kubectl create --raw "/api/v1/namespaces/$namespace/serviceaccounts/$name/token" -f - <<<"$request" |
    sed -E 's/.*"token": ?"([^"]+)".*/\1/')
  (
    umask 077
    kubectl config view --raw --minify --flatten >"$file"
    export KUBECONFIG=$file
    kubectl config set-credentials "$name" --token="$token" >/dev/null
    kubectl config set-context --current --user="$name" >/dev/null
  )
}
