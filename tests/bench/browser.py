"""How long an audit takes in a browser that nothing but its own page drives: a driver would watch each request."""

import queue
import shutil
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import undersigned.transparency
from tests import chromium
from tests.product import Product

GIVE_UP_S = 600
AUDIT = """<title>audit</title><script type="module">
import {{ audit }} from "/audit.js";
const begun = performance.now();
const {{ count }} = await audit("{log}", ["{key}"]).catch((error) => ({{ count: error.message }}));
await fetch(`/${{(performance.now() - begun) / 1000}}/${{count}}`, {{ method: "POST" }});
</script>"""


def audited(work: Path, log: str, verifier: str) -> tuple[float, str]:
    """Seconds, and the count or why there is none. The product serves what is in `work`, the log below that path."""
    product = Product(work, worker="0")
    product.start()
    try:
        return _told(work / "browser", AUDIT.format(log=f"{product.url}{log}", key=verifier))
    finally:
        product.stop()


def _told(folder: Path, page: str) -> tuple[float, str]:
    """What this page tells in the end: seconds, and the count or why there is none."""
    folder.mkdir()
    for name in ("audit.js", "verify.js"):
        shutil.copy(Path(undersigned.transparency.__file__).parent / name, folder / name)
    (folder / "index.html").write_text(page)
    told: queue.Queue[list[str]] = queue.Queue()

    class Site(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing."""

        def do_POST(self) -> None:
            told.put(self.path.split("/")[1:])
            self.send_response(204)
            self.end_headers()

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Site, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        process = subprocess.Popen(
            [chromium.PATH, *chromium.FLAGS, f"--user-data-dir={folder / 'profile'}", address],
            stderr=subprocess.DEVNULL,
        )
        try:
            took, count = told.get(timeout=GIVE_UP_S)
        finally:
            process.terminate()
            process.wait()
            server.shutdown()
    return float(took), count
