# shellcheck shell=bash

# fetch_kubernetes_source FOLDER: unpacks Debian's source package into FOLDER. apt gets folders of its own, so the
# machine keeps its sources and lists as they are.
fetch_kubernetes_source() {
  local into=$1 apt=$1.apt mirror
  mirror=$(debian_mirror)
  mkdir -p "$into" "$apt"/{parts,lists/partial,cache/archives/partial}
  echo "deb-src $mirror $debian_release main" >"$apt/sources.list"
  local private=(-o "Dir::Etc::sourcelist=$apt/sources.list" -o "Dir::Etc::sourceparts=$apt/parts"
    -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o "APT::Sandbox::User=root")
  apt-get "${private[@]}" update -q
  (cd "$apt" && apt-get "${private[@]}" source -q --download-only kubernetes)
  tar -xf "$apt"/kubernetes_*"$kubernetes_version"*.orig.tar.* -C "$into" --strip-components=1
  rm -rf "$apt"
}

# Kubernetes 1.20 vendors versions of these two modules that walk Go's maps by their memory layout; built by Go 1.18 or
# later they crash the API server when it serves its OpenAPI document. Debian's versions know the newer layout.
replace_reflection_modules() {
  local tree=$1 module
  for module in github.com/modern-go/reflect2 github.com/json-iterator/go; do
    rm -rf "$tree/vendor/$module"
    cp -rL "/usr/share/gocode/src/$module" "$tree/vendor/$module"
  done
}

# The OpenAPI definitions are generated code that the source package leaves out. Expects GOPATH mode to be set up.
generate_openapi() (
  local output=pkg/generated/openapi packages
  # The generator finds vendored packages by its working folder.
  cd "$1" || return
  go build -o openapi-gen k8s.io/kubernetes/vendor/k8s.io/kube-openapi/cmd/openapi-gen
  packages=$(grep -rl --include='*.go' --exclude-dir=_examples '+k8s:openapi-gen=' pkg staging/src |
    xargs -n 1 dirname | sort -u |
    sed -e 's,^staging/src/,k8s.io/kubernetes/vendor/,' -e 's,^pkg/,k8s.io/kubernetes/pkg/,' | paste -sd ,)
  ./openapi-gen --go-header-file hack/boilerplate/boilerplate.generatego.txt \
    --input-dirs "$packages" --output-base "$GOPATH/src" --output-package "k8s.io/kubernetes/$output" \
    --output-file-base zz_generated.openapi --report-filename openapi-violations
  [[ -s $output/zz_generated.openapi.go ]]
)
