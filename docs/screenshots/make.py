"""Screenshots of every page in both languages and themes: `python docs/screenshots/make.py` from the project's folder.

They show a real server with real runs: each waits until so many pairs are in.
"""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

PORT = 8098
PAIRS = 12
JPEG: dict[str, Any] = {"type": "jpeg", "quality": 70}
FOLDER = Path(__file__).parent
STATE = "sickness_share=0.12&pin1="


def main() -> None:
    """Serve, photograph, stop."""
    command = [sys.executable, "-m", "dashboards.terminal.app", "dashboard", "--port", str(PORT), "--no-browser"]
    server = subprocess.Popen(command)
    try:
        wait()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            for language in ("da", "en"):
                for theme in ("light", "dark"):
                    page = browser.new_page(viewport={"width": 1500, "height": 1000})
                    page.goto(f"http://127.0.0.1:{PORT}/lab/explore?lang={language}&theme={theme}&{STATE}")
                    page.locator(".door").first.wait_for(timeout=300_000)
                    while int(page.inner_text(".told").split()[0]) < PAIRS:
                        time.sleep(0.5)
                    page.screenshot(path=str(FOLDER / f"explore-{language}-{theme}.jpg"), full_page=True, **JPEG)
                    page.close()
            page = browser.new_page(viewport={"width": 360, "height": 740})
            page.goto(f"http://127.0.0.1:{PORT}/lab/explore?lang=da&theme=light&a=nobody&exit_rate=9")
            page.locator("#row-carers_14").wait_for(timeout=300_000)
            page.locator(".found").screenshot(path=str(FOLDER / "explore-da-phone.jpg"), **JPEG)
    finally:
        server.terminate()
        server.wait(15)


def wait() -> None:
    """Until the server answers."""
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/static/base.css").close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
