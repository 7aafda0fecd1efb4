# shellcheck shell=bash

bring_up() {
  local began component
  began=$(now_ms)
  ensure_packages "${runtime_packages[@]}"
  choose_components
  prepare_tools
  discard_previous_boot

  step 'certificates' "$log_dir/setup.log" ensure_certificates
  step 'kubeconfigs' "$log_dir/setup.log" ensure_kubeconfigs
  step "network namespace $cluster_name" "$log_dir/setup.log" ensure_network
  cat /proc/sys/kernel/random/boot_id >"$state_dir/boot-id"

  start etcd
  [[ $with_node == no ]] || start containerd
  await etcd
  start kube-apiserver
  if [[ $with_node == yes ]]; then
    await containerd
    import_recipes
  fi
  await kube-apiserver
  for component in "${components[@]}"; do
    is_started "$component" || start "$component"
  done
  for component in "${components[@]}"; do
    is_awaited "$component" || await "$component"
  done
  [[ $with_node == yes ]] || explain_control_plane_only
  printf 'cluster %s is up after %s; KUBECONFIG=%s\n' "$cluster_name" "$(seconds_since "$began")" "$admin_kubeconfig"
}

build_everything() {
  ensure_packages "${runtime_packages[@]}"
  choose_components
  prepare_tools
}

# Everything slow, and none of it touches a running cluster. Clusters of other names share the cache, so they wait.
prepare_tools() {
  local build_lock
  exec {build_lock}>"$cache_dir/build.lock"
  flock --wait 1800 "$build_lock" || fail 'another build has been running for half an hour'
  if builds_needed; then
    ensure_kubernetes
  fi
  if [[ $with_node == yes ]]; then
    build_recipes
  fi
  exec {build_lock}>&-
}

# After a reboot every pid, mount and namespace in the state is a memory of something else.
discard_previous_boot() {
  if [[ -f $state_dir/boot-id && $(<"$state_dir/boot-id") != "$(</proc/sys/kernel/random/boot_id)" ]]; then
    step 'leftovers of the previous boot removed' "$cache_dir/logs/previous-boot.log" take_down
  fi
  mkdir -p "$state_dir"
  if [[ ! -f $state_dir/boot-id ]]; then
    rm -rf "$log_dir"
  fi
}

take_down() {
  local component
  # The kubelet first, or it would restart what is being stopped. Data is thrown away, so nothing but containerd, which
  # keeps its images, needs time to end.
  for component in kubelet kube-proxy kube-scheduler kube-controller-manager kube-apiserver etcd; do
    stop_process "$component" KILL
  done
  kill_pod_processes
  remove_containers
  stop_process containerd TERM
  kill_shims
  kill_pod_processes
  unmount_below "$state_dir"
  remove_cgroups
  remove_traces
  remove_network
  restore_kernel_settings
  remove_state
}
