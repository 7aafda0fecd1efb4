# shellcheck shell=bash

ensure_kubeconfigs() {
  local user
  mkdir -p "$etc_dir"
  for user in admin kube-controller-manager kube-scheduler kube-proxy kubelet; do
    write_kubeconfig "$user"
  done
}

# Certificates are embedded, so that the file can be copied and used by itself.
write_kubeconfig() {
  local user=$1 file=$etc_dir/$1.kubeconfig
  (
    umask 077
    config_file "$file" <<YAML
apiVersion: v1
kind: Config
current-context: $cluster_name
contexts:
- name: $cluster_name
  context: {cluster: $cluster_name, user: $user}
clusters:
- name: $cluster_name
  cluster:
    server: $api_url
    certificate-authority-data: $(base64 -w 0 "$pki_dir/ca.crt")
users:
- name: $user
  user:
    client-certificate-data: $(base64 -w 0 "$pki_dir/$user.crt")
    client-key-data: $(base64 -w 0 "$pki_dir/$user.key")
YAML
  )
}
