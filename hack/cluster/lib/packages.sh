# shellcheck shell=bash

runtime_packages=(etcd-server containerd runc containernetworking-plugins iptables conntrack iproute2 util-linux
  openssl curl procps)
kubernetes_build_packages=(golang-1.19-go dpkg-dev golang-github-modern-go-reflect2-dev
  golang-github-json-iterator-go-dev)
image_build_packages=(debootstrap gcc libc6-dev)

ensure_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  step "Debian packages: ${missing[*]}" "$cache_dir/logs/packages.log" install_without_services "${missing[@]}"
}

# The packages' own etcd and containerd services must not start: the cluster runs its own under other folders.
install_without_services() {
  local policy=/usr/sbin/policy-rc.d
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    # shellcheck disable=SC2064
    trap "rm -f $policy" EXIT
  fi
  # An empty or outdated package list fails the first try; only then is the network worth a refresh.
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" ||
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"; }
}

# The mirror this machine already uses, whichever file and format names it.
debian_mirror() {
  # shellcheck disable=SC2016 # apt fills these in
  apt-get indextargets --format '$(CODENAME) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
    awk -v release="$debian_release" '$1 == release && $2 == "main" { print $3; exit }' | grep . ||
    { echo "no apt source for $debian_release main on this machine" >&2 && return 1; }
}
