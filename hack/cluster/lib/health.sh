# shellcheck shell=bash

answers() {
  case $1 in
  etcd) fetch "$etcd_url/health" ;;
  kube-apiserver) fetch "$api_url/readyz" && fetch "$api_url/api/v1/namespaces/default" ;;
  kube-controller-manager) fetch https://localhost:10257/healthz --insecure && default_namespace_is_ready ;;
  kube-scheduler) fetch https://localhost:10259/healthz --insecure ;;
  containerd) ctr version ;;
  kube-proxy) fetch "https://$service_ip/readyz" ;;
  kubelet) fetch "https://$node_ip:10250/healthz" && node_is_ready ;;
  esac >/dev/null 2>&1
}

meaning_of_answer() {
  case $1 in
  kube-apiserver) echo "$1 v1.$server_minor answers" ;;
  kube-controller-manager) echo "$1 answers, default namespace ready for pods" ;;
  kube-proxy) echo "$1 makes Service addresses answer" ;;
  kubelet) echo "$1 reports node $node_name Ready" ;;
  *) echo "$1 answers" ;;
  esac
}

fetch() {
  in_network curl --silent --fail --max-time 5 --cacert "$pki_dir/ca.crt" \
    --cert "$pki_dir/admin.crt" --key "$pki_dir/admin.key" "$@"
}

default_namespace_is_ready() {
  kubectl get serviceaccount default --namespace default
}

# Ready, and the controllers have taken notice: pods are not scheduled to a tainted node.
node_is_ready() {
  [[ $(kubectl get node "$node_name" \
    --output 'jsonpath={.status.conditions[?(@.type=="Ready")].status}{.spec.taints[*].key}') == True ]]
}

declare -A started_at=() awaited=()

# start and await: several components come up side by side, and each is timed from its own start.
start() {
  started_at[$1]=$(now_ms)
  quietly "$1 started" "$log_dir/$1.log" "start_$1"
}

await() {
  awaited[$1]=yes
  step_began=${started_at[$1]} step "$(meaning_of_answer "$1")" "$log_dir/$1.log" wait_for_answer "$1"
}

is_started() {
  [[ -n ${started_at[$1]:-} ]]
}

is_awaited() {
  [[ -n ${awaited[$1]:-} ]]
}

wait_for_answer() {
  local component=$1 seconds=90 deadline
  deadline=$(($(now_ms) + seconds * 1000))
  while is_running "$component"; do
    ! answers "$component" || return 0
    if (($(now_ms) > deadline)); then
      echo "$component has not answered within $seconds s"
      return 1
    fi
    sleep 0.1
  done
  # There is no point in using up the time.
  echo "$component has ended"
  return 1
}
