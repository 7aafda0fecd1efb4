# shellcheck shell=bash

start_etcd() {
  mkdir -p "$state_dir/etcd"
  chmod 700 "$state_dir/etcd"
  # Losing the last second of a test cluster's data in a power cut is a fair price for not waiting for the disk.
  start_process etcd "$(binary_of etcd)" --name "$cluster_name" --data-dir "$state_dir/etcd" \
    --unsafe-no-fsync --log-level warn \
    --listen-client-urls "$etcd_url" --advertise-client-urls "$etcd_url" --listen-peer-urls http://127.0.0.1:2380
}

start_kube-apiserver() {
  local admission=()
  # Nobody makes the default ServiceAccounts then, and no pod could be created.
  runs kube-controller-manager || admission=(--disable-admission-plugins=ServiceAccount)
  start_process kube-apiserver "$(binary_of kube-apiserver)" \
    --etcd-servers "$etcd_url" \
    --advertise-address "$node_ip" --secure-port 6443 --service-cluster-ip-range "$service_cidr" \
    --tls-cert-file "$pki_dir/kube-apiserver.crt" --tls-private-key-file "$pki_dir/kube-apiserver.key" \
    --client-ca-file "$pki_dir/ca.crt" --cert-dir "$state_dir" \
    --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction "${admission[@]}" \
    --allow-privileged=true \
    --service-account-issuer https://kubernetes.default.svc.cluster.local \
    --service-account-key-file "$pki_dir/service-account.pub" \
    --service-account-signing-key-file "$pki_dir/service-account.key" \
    --kubelet-certificate-authority "$pki_dir/ca.crt" \
    --kubelet-client-certificate "$pki_dir/apiserver-kubelet-client.crt" \
    --kubelet-client-key "$pki_dir/apiserver-kubelet-client.key" \
    --kubelet-preferred-address-types InternalIP \
    --requestheader-client-ca-file "$pki_dir/front-proxy-ca.crt" \
    --requestheader-allowed-names front-proxy-client \
    --requestheader-username-headers X-Remote-User --requestheader-group-headers X-Remote-Group \
    --requestheader-extra-headers-prefix X-Remote-Extra- \
    --proxy-client-cert-file "$pki_dir/front-proxy-client.crt" \
    --proxy-client-key-file "$pki_dir/front-proxy-client.key" --enable-aggregator-routing=true \
    --audit-policy-file "$cluster_dir/config/audit-policy.yaml" --audit-log-path "$log_dir/audit.log" \
    --audit-log-maxsize 200 --audit-log-maxbackup 2
}

start_kube-controller-manager() {
  # Without leader election a restart takes over at once instead of waiting for its own old lease to run out.
  # At its default request rate it takes seconds longer to make a token for each of its controllers.
  start_process kube-controller-manager "$(binary_of kube-controller-manager)" \
    --kubeconfig "$etc_dir/kube-controller-manager.kubeconfig" --leader-elect=false \
    --use-service-account-credentials=true \
    --service-account-private-key-file "$pki_dir/service-account.key" --root-ca-file "$pki_dir/ca.crt" \
    --cluster-signing-cert-file "$pki_dir/ca.crt" --cluster-signing-key-file "$pki_dir/ca.key" \
    --kube-api-qps 200 --kube-api-burst 400 --horizontal-pod-autoscaler-sync-period 5s --node-monitor-period 2s
}

start_kube-scheduler() {
  start_process kube-scheduler "$(binary_of kube-scheduler)" \
    --kubeconfig "$etc_dir/kube-scheduler.kubeconfig" --leader-elect=false
}

kubectl() {
  KUBECONFIG=$admin_kubeconfig in_network "$(binary_of kubectl)" --request-timeout 10s "$@"
}
