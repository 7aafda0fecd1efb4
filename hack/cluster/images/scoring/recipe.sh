# shellcheck shell=bash disable=SC2034
image_parent=base
image_tag=1
image_layer=(usr/local var/azureml-app)
image_user=1000:1000
image_workdir=/var/azureml-app
image_env=(HOME=/tmp PYTHONUNBUFFERED=1)
image_entrypoint=(azmlinfsrv)

fill_rootfs() {
  local python=usr/local/lib/python3.11/dist-packages
  # Wheels for the image's own Python, whatever version runs pip here.
  python3 -m pip install --no-cache-dir --no-compile --root-user-action ignore --target "$1/$python" \
    --python-version 3.11 --implementation cp --only-binary :all: \
    --platform manylinux2014_x86_64 --platform manylinux_2_28_x86_64 --requirement "$recipe_dir/requirements.txt"
  mv "$1/$python"/bin/* "$1/usr/local/bin/"
  sed -i '1s,^#!.*python.*,#!/usr/bin/python3,' "$1"/usr/local/bin/*
  find "$1/$python" -type d -name tests -prune -exec rm -rf {} +

  mkdir -p "$1/var/azureml-app"
  chmod -R a+rX "$1/usr/local" "$1/var/azureml-app"
  # A read-only container cannot keep compiled modules, and would compile all of scikit-learn at every start.
  chroot "$1" python3 -m compileall -q --invalidation-mode unchecked-hash "/$python"
  # It exits with 1 after its help, too.
  { chroot "$1" azmlinfsrv --help || true; } | grep -- --entry_script
  chroot "$1" python3 -c 'import sklearn.linear_model'
}
