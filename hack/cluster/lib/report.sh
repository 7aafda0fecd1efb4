# shellcheck shell=bash

now_ms() {
  local now=${EPOCHREALTIME/[.,]/}
  echo $((now / 1000))
}

seconds_since() {
  local ms=$(($(now_ms) - $1))
  printf '%d.%d s' $((ms / 1000)) $((ms % 1000 / 100))
}

fail() {
  printf '✗ %s\n' "$*" >&2
  exit 1
}

note() {
  printf '· %s\n' "$*"
}

# step LABEL LOG COMMAND...: one line per step. Its output goes to LOG, which is also what a failure quotes; a step
# that waits for a component names that component's log. The time is counted from step_began, if that is set.
# Must not be called where bash ignores `set -e` (in `if`, before `||`): a failing line inside would pass unseen.
step() {
  local step_began=${step_began:-$(now_ms)}
  quietly "$@"
  printf '✓ %-56s %8s\n' "$1" "$(seconds_since "$step_began")"
}

# The same without the line for success.
quietly() {
  local label=$1 log=$2 status
  shift 2
  mkdir -p "$(dirname "$log")"
  set +e
  (
    set -e
    "$@"
  ) >>"$log" 2>&1
  status=$?
  set -e
  if ((status != 0)); then
    printf '✗ failed: %s\n' "$label" >&2
    tail -n 15 "$log" | sed 's/^/    /' >&2
    printf '  full log: %s\n' "$log" >&2
    exit 1
  fi
}

# wait_until SECONDS COMMAND...
wait_until() {
  local deadline=$(($(now_ms) + $1 * 1000))
  shift
  until "$@" >/dev/null 2>&1; do
    if (($(now_ms) > deadline)); then
      echo "gave up waiting for: $*"
      return 1
    fi
    sleep 0.1
  done
}
