"""The image `slipway` as hack/images has built it: SLIPWAY_IMAGE is the folder in which a container of it is mounted."""

import functools
import http.server
import io
import json
import os
import pathlib
import shutil
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
import zipfile

ROOT = pathlib.Path(os.environ["SLIPWAY_IMAGE"])
PROGRAM = "usr/local/bin/slipway"
DOCUMENTS = "usr/share/doc"
MEGABYTE = 1_000_000


# Where Swift has its arguments from. The mount ends with the process.
IN_IMAGE = 'mount -t proc proc "$0/proc" && exec chroot --userspec=1000:1000 "$0" "$@"'


def slipway(*arguments):
    """As the user of the image, with its files and /proc, and nothing else of this machine but the network."""
    (ROOT / "proc").mkdir(exist_ok=True)
    command = ["unshare", "--mount", "sh", "-c", IN_IMAGE, ROOT, f"/{PROGRAM}", *arguments]
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60, env=environment)


class ContentTests(unittest.TestCase):
    def setUp(self):
        self.files = {str(path.relative_to(ROOT)): path for path in ROOT.rglob("*") if path.is_file()}
        self.components = json.loads((ROOT / DOCUMENTS / "slipway/sbom.cdx.json").read_text())["components"]

    def test_that_it_is_small(self):
        sizes = {name: path.stat().st_size for name, path in self.files.items()}
        total = sum(sizes.values())
        print(f"image {total / MEGABYTE:.1f} MB, binary {sizes[PROGRAM] / MEGABYTE:.1f} MB")
        largest = sorted(sizes, key=sizes.get)[-5:]
        self.assertLess(total, 150 * MEGABYTE, largest)
        self.assertLess(sizes[PROGRAM], 45 * MEGABYTE, "the binary is not stripped, or has grown")

    def test_that_it_has_no_other_programs(self):
        programs = {name for name, path in self.files.items() if os.access(path, os.X_OK) and ".so" not in path.name}
        self.assertEqual(programs - {name for name in programs if "/ld-linux" in name}, {PROGRAM})

    def test_that_its_bill_of_materials_names_what_is_in_it(self):
        purls = [component["purl"] for component in self.components]
        self.assertTrue([purl for purl in purls if purl.startswith("pkg:swift/")])
        packages = {c["name"]: c["version"] for c in self.components if c["purl"].startswith("pkg:deb/")}
        for name, version in packages.items():
            with self.subTest(name):
                self.assertIn(f"\nVersion: {version}\n", (ROOT / "var/lib/dpkg/status.d" / name).read_text())
                self.assertTrue((ROOT / DOCUMENTS / name / "copyright").read_text())
        self.assertEqual({path.name for path in (ROOT / DOCUMENTS).iterdir()}, {"slipway", *packages})
        for library, package in [("libc", "libc6"), ("libcurl", "libcurl4"), ("libxml2", "libxml2"), ("libicudata", "libicu")]:
            self.assertEqual(
                any(f"/{library}.so" in name for name in self.files), any(name.startswith(package) for name in packages)
            )


class RunTests(unittest.TestCase):
    def setUp(self):
        self.models = ROOT / "models"
        self.models.mkdir()
        self.addCleanup(shutil.rmtree, self.models)
        os.chown(self.models, 1000, 1000)

    def test_that_it_starts_at_once(self):
        start = time.monotonic()
        answer = slipway("--version")
        seconds = time.monotonic() - start
        print(f"slipway --version {seconds * 1000:.0f} ms")
        self.assertRegex(answer.stdout, r"^\d+\.\d+\.\d+\n$", answer.stderr)
        self.assertLess(seconds, 1)

    def test_that_it_unpacks_archives(self):
        """For which it loads libarchive, and the locale of names."""
        name = "größe/модель.pkl"
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr(name, b"model")
        with Server(archive.getvalue()) as url:
            answer = slipway("pull", "--allow-http", f"{url}/model.zip", "--to", "/models/1")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertEqual((self.models / "1" / name).read_bytes(), b"model")

    def test_that_it_knows_authorities_and_this_one_not(self):
        """Without a file of authorities, it would say that there is none."""
        with Server(b"model", tls=True) as url:
            answer = slipway("pull", f"{url}/model.pkl", "--to", "/models/1")
        self.assertNotEqual(answer.returncode, 0)
        self.assertIn("SSL peer certificate", answer.stderr)


class Server(http.server.ThreadingHTTPServer):
    """Answers each request with the same bytes."""

    def __init__(self, content, tls=False):
        super().__init__(("127.0.0.1", 0), functools.partial(Handler, content))
        if tls:
            self.socket = self._context().wrap_socket(self.socket, server_side=True)
        self._url = f"{'https' if tls else 'http'}://127.0.0.1:{self.server_port}"

    def _context(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory() as folder:
            key, certificate = f"{folder}/key.pem", f"{folder}/certificate.pem"
            command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test", "-days", "1",
                       "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate]
            subprocess.run(command, check=True, capture_output=True, timeout=60)
            context.load_cert_chain(certificate, key)
        return context

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self._url

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def handle_error(self, *_):
        """A client that ends a handshake is no mistake here."""


class Handler(http.server.BaseHTTPRequestHandler):
    def __init__(self, content, *arguments):
        self._content = content
        super().__init__(*arguments)

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(self._content)))
        self.end_headers()
        self.wfile.write(self._content)

    def do_HEAD(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(self._content)))
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    unittest.main()
