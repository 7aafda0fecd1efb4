# shellcheck shell=bash

# The kubelet sets these for the whole machine; `down` puts them back.
kernel_settings=(vm.overcommit_memory kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys
  kernel.keys.root_maxbytes)

save_kernel_settings() {
  local saved=$state_dir/kernel-settings
  [[ -f $saved ]] && return
  sysctl "${kernel_settings[@]}" >"$saved.new"
  mv "$saved.new" "$saved"
}

restore_kernel_settings() {
  [[ -f $state_dir/kernel-settings ]] || return 0
  sysctl --quiet --load="$state_dir/kernel-settings"
  rm "$state_dir/kernel-settings"
}

# The folders of the cgroup hierarchies: one on version 2, one per controller on version 1.
cgroup_hierarchies() {
  awk '$3 == "cgroup" || $3 == "cgroup2" { print $2 }' /proc/mounts
}

# A parent of its own makes every process of a pod recognisable, whatever else has been lost.
make_cgroup_parent() {
  local hierarchy
  while read -r hierarchy; do
    mkdir -p "$hierarchy$cgroup_parent"
    # A cpuset starts without CPUs or memory, and nothing can join one like that.
    if [[ -f $hierarchy/cpuset.mems ]]; then
      cat "$hierarchy/cpuset.cpus" >"$hierarchy$cgroup_parent/cpuset.cpus"
      cat "$hierarchy/cpuset.mems" >"$hierarchy$cgroup_parent/cpuset.mems"
    fi
  done < <(cgroup_hierarchies)
}

processes_in_cgroups() {
  local hierarchy
  while read -r hierarchy; do
    [[ -d $hierarchy$cgroup_parent ]] || continue
    find "$hierarchy$cgroup_parent" -name cgroup.procs -exec cat {} + 2>/dev/null
  done < <(cgroup_hierarchies) | sort -un
}

kill_pod_processes() {
  local pids
  mapfile -t pids < <(processes_in_cgroups)
  ((${#pids[@]})) || return 0
  kill -KILL "${pids[@]}" 2>/dev/null || true
  wait_until 10 no_pod_processes
}

no_pod_processes() {
  [[ -z $(processes_in_cgroups) ]]
}

remove_cgroups() {
  local hierarchy
  while read -r hierarchy; do
    [[ -d $hierarchy$cgroup_parent ]] || continue
    find "$hierarchy$cgroup_parent" -depth -type d -exec rmdir {} +
  done < <(cgroup_hierarchies)
}
