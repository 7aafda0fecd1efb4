# shellcheck shell=bash

kubernetes_components=(kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl)

# The name changes with the recipe, comments aside: a build is too long to repeat for those.
kubernetes_cache() {
  local recipe
  recipe=$(sed '/^ *#/d' "$lib_dir"/kubernetes-{source,build}.sh | sha256sum)
  echo "$cache_dir/kubernetes/$kubernetes_version-${recipe:0:12}"
}

ensure_kubernetes() {
  local target work log
  target=$(kubernetes_cache)
  [[ -d $target ]] && return
  ensure_packages "${kubernetes_build_packages[@]}"
  work=$cache_dir/kubernetes/unfinished
  log=$cache_dir/logs/kubernetes-build.log
  rm -rf "$work"
  mkdir -p "$work/bin"
  step "kubernetes $kubernetes_version source" "$log" prepare_kubernetes_source "$work"
  local component
  for component in "${kubernetes_components[@]}"; do
    step "$component built" "$log" build_kubernetes_component "$work" "$component"
  done
  # The rename is what makes the entry valid; nothing before it is ever used.
  mv "$work/bin" "$target"
  rm -rf "$work"
}

# The tree's go.mod is too old a dialect for Debian's Go, so it is built the older way, from a GOPATH.
use_go_workspace() {
  export GOPATH=$1/go GO111MODULE=off GOCACHE=$1/compiled GOFLAGS='' CGO_ENABLED=0
  PATH=/usr/lib/go-1.19/bin:$PATH
}

prepare_kubernetes_source() {
  local tree=$1/go/src/k8s.io/kubernetes
  use_go_workspace "$1"
  fetch_kubernetes_source "$tree"
  replace_reflection_modules "$tree"
  generate_openapi "$tree"
}

build_kubernetes_component() {
  local work=$1 component=$2 variable version flags='-s -w'
  local assignments=("gitVersion=v$kubernetes_version" gitMajor="${kubernetes_version%%.*}"
    gitMinor="$(cut -d . -f 2 <<<"$kubernetes_version")")
  # Two packages know the version: client-go's, which /version answers with, and component-base's, which nodes report.
  for variable in k8s.io/{,kubernetes/vendor/k8s.io/}{client-go/pkg,component-base}/version; do
    for version in "${assignments[@]}"; do
      flags+=" -X $variable.$version"
    done
  done
  use_go_workspace "$work"
  # The tags leave out the cloud providers' SDKs, for which there is no use here, and Docker, which the kubelet would
  # spend its first five seconds looking for.
  go build -tags providerless,dockerless -trimpath -ldflags "$flags" -o "$work/bin/$component" \
    "k8s.io/kubernetes/cmd/$component"
}
