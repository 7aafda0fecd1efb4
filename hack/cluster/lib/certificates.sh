# shellcheck shell=bash

# Everything is signed anew when this description changes or a month before it runs out; otherwise `up` keeps it, so
# that a kubeconfig copied elsewhere stays good.
certificate_description() {
  echo "$node_name $node_ip $service_ip"
  sha256sum <"$lib_dir/certificates.sh"
}

ensure_certificates() {
  local made_for=$pki_dir/made-for
  if [[ -f $made_for && $(<"$made_for") == "$(certificate_description)" ]] &&
    openssl x509 -noout -checkend 2592000 -in "$pki_dir/ca.crt" >/dev/null; then
    return
  fi
  rm -rf "$pki_dir"
  mkdir -p "$pki_dir"
  chmod 700 "$pki_dir"

  authority ca
  authority front-proxy-ca
  new_key service-account
  openssl pkey -in "$pki_dir/service-account.key" -pubout -out "$pki_dir/service-account.pub"

  signed ca kube-apiserver /CN=kube-apiserver serverAuth "$(apiserver_names)"
  signed ca kubelet-server "/CN=$node_name" serverAuth "DNS:$node_name,IP:$node_ip,IP:127.0.0.1"
  signed front-proxy-ca front-proxy-client /CN=front-proxy-client clientAuth
  signed ca apiserver-kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client clientAuth
  signed ca admin /O=system:masters/CN=slipway-admin clientAuth
  signed ca kube-controller-manager /CN=system:kube-controller-manager clientAuth
  signed ca kube-scheduler /CN=system:kube-scheduler clientAuth
  signed ca kube-proxy /CN=system:kube-proxy clientAuth
  signed ca kubelet "/O=system:nodes/CN=system:node:$node_name" clientAuth

  certificate_description >"$made_for"
}

apiserver_names() {
  local names=(DNS:localhost DNS:kubernetes DNS:kubernetes.default DNS:kubernetes.default.svc
    DNS:kubernetes.default.svc.cluster.local IP:127.0.0.1 "IP:$node_ip" "IP:$service_ip")
  local IFS=,
  echo "${names[*]}"
}

# RSA for the service account key, which newer API servers still expect by default; P-256 costs no time elsewhere.
new_key() {
  if [[ $1 == service-account ]]; then
    openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$pki_dir/$1.key"
  else
    openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$pki_dir/$1.key"
  fi
}

authority() {
  new_key "$1"
  openssl req -x509 -new -key "$pki_dir/$1.key" -days 3650 -subj "/CN=$cluster_name-$1" -out "$pki_dir/$1.crt" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
}

# signed AUTHORITY NAME SUBJECT USAGE [ALTERNATIVE-NAMES]
signed() {
  local authority=$1 name=$2 subject=$3 usage=$4 alternatives=${5:-}
  new_key "$name"
  {
    echo 'basicConstraints = critical, CA:FALSE'
    echo 'keyUsage = critical, digitalSignature'
    echo "extendedKeyUsage = $usage"
    [[ -z $alternatives ]] || echo "subjectAltName = $alternatives"
  } >"$pki_dir/$name.ext"
  openssl req -new -key "$pki_dir/$name.key" -subj "$subject" |
    openssl x509 -req -days 3650 -CA "$pki_dir/$authority.crt" -CAkey "$pki_dir/$authority.key" -CAcreateserial \
      -extfile "$pki_dir/$name.ext" -out "$pki_dir/$name.crt"
  rm "$pki_dir/$name.ext"
}
