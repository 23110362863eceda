"""The system's Chromium, as every test starts it: no download, no window, no talk to anybody."""

import os
from pathlib import Path

PATH = os.environ.get("CHROMIUM_PATH", "/usr/bin/chromium")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOW_TO_GET_IT = f"no Chromium at {PATH}. Debian: apt-get install chromium; elsewhere set CHROMIUM_PATH"


def is_there() -> bool:
    return Path(PATH).exists()
