# shellcheck shell=bash

# A pid file holds the pid, the process's start time and a digest of what it was started with. The start time tells a
# live process from a stranger that got the same pid later.

# Prints nothing for a process that is gone, or a zombie that its parent has yet to notice.
process_start_time() {
  # The command's name may hold spaces; the fields behind it are counted from its closing parenthesis.
  sed -E 's/^.*\) //' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" { print $20 }'
}

running_pid() {
  local pid started rest
  [[ -f $pid_dir/$1 ]] || return 1
  read -r pid started rest <"$pid_dir/$1" || return 1
  [[ -n $started && $(process_start_time "$pid") == "$started" ]] || return 1
  echo "$pid"
}

is_running() {
  running_pid "$1" >/dev/null
}

# What a process was started with: its command line, and the content of the files of ours that this names.
launch_digest() {
  local argument
  for argument in "$@"; do
    printf '%s\0' "$argument"
    case $argument in
    "$etc_dir"/* | "$pki_dir"/* | "$cluster_dir"/*) cat "$argument" ;;
    esac
  done | sha256sum | cut -c 1-16
}

# start_process NAME COMMAND...: leaves it alone when it already runs as described, restarts it when that has changed.
start_process() {
  local name=$1 digest pid
  shift
  digest=$(launch_digest "$@")
  if is_running "$name"; then
    [[ $(cut -d ' ' -f 3 "$pid_dir/$name") != "$digest" ]] || return 0
    stop_process "$name" TERM
  fi
  mkdir -p "$pid_dir" "$log_dir"
  rm -f "$pid_dir/$name"
  (
    # The process signs in by itself before it becomes the component: if this script is killed, none goes unrecorded.
    pid=$BASHPID
    echo "$pid $(process_start_time "$pid") $digest" >"$pid_dir/$name.new"
    mv "$pid_dir/$name.new" "$pid_dir/$name"
    exec setsid nsenter --net="$netns_path" "$@" {lock_fd}>&-
  ) >>"$log_dir/$name.log" 2>&1 </dev/null &
  wait_until 5 test -s "$pid_dir/$name"
}

# stop_process NAME SIGNAL
stop_process() {
  local pid
  if pid=$(running_pid "$1"); then
    kill "-$2" "$pid"
    if ! wait_until 10 process_gone "$pid" >/dev/null; then
      kill -KILL "$pid"
      wait_until 5 process_gone "$pid"
    fi
  fi
  rm -f "$pid_dir/$1"
}

process_gone() {
  [[ -z $(process_start_time "$1") ]]
}
