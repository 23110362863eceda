"""The system's Chromium, as every test starts it: no download, no window, no talk to anybody."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage

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
PATIENCE_MS = 90_000  # a busy machine is no fault of a page
HOW_TO_GET_IT = f"no Chromium at {PATH}. Debian: apt-get install chromium; elsewhere set CHROMIUM_PATH"


def is_there() -> bool:
    return Path(PATH).exists()


def watch(browser: "Browser") -> list[str]:
    """What pages are refused by their own policies, from now on: in every page and context that is opened.

    All of them are waited for patiently.
    """
    refused: list[str] = []

    def listen(context: "BrowserContext") -> None:
        context.on("console", heard)
        context.set_default_timeout(PATIENCE_MS)

    def heard(message: "ConsoleMessage") -> None:
        if message.type == "error" and ("Content Security Policy" in message.text or "TrustedHTML" in message.text):
            refused.append(f"{message.page.url if message.page else ''}: {message.text}")

    new_context, new_page = browser.new_context, browser.new_page

    def context(**options: Any) -> "BrowserContext":
        made = new_context(**options)
        listen(made)
        return made

    def page(**options: Any) -> Any:
        made = new_page(**options)
        listen(made.context)
        return made

    browser.new_context, browser.new_page = context, page  # type: ignore[method-assign]
    return refused
