# shellcheck shell=bash

report_status() {
  local component healthy=yes
  choose_components
  if ! network_exists; then
    echo "cluster $cluster_name is down"
    return 1
  fi
  for component in "${components[@]}"; do
    if ! is_running "$component"; then
      printf '✗ %s is not running; log: %s\n' "$component" "$log_dir/$component.log"
      healthy=no
    elif ! answers "$component"; then
      printf '✗ %s runs but does not answer; log: %s\n' "$component" "$log_dir/$component.log"
      healthy=no
    else
      printf '✓ %-24s pid %-8s %s\n' "$component" "$(running_pid "$component")" "$(binary_of "$component")"
    fi
  done
  [[ $with_node == yes ]] || explain_control_plane_only
  [[ $healthy == yes ]]
}
