"""Screenshots of Studies and Trust: `python docs/screenshots/studies_trust.py STUDIES` from the project's folder.

STUDIES is a folder that holds `first_look` (`nabolab study run first_look`). Each page in both languages and themes,
and on a phone in Danish.
"""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PORT = 8097
FOLDER = Path(__file__).parent
ADDRESS = f"http://127.0.0.1:{PORT}"
STUDY = "/studies/first_look?measure=cost_per_delivered_hour&"
PAGES = {"studies": STUDY, "trust": "/trust?", "trust-choices": "/trust/choices?"}
EMPTY = {"studies-empty": "/studies?"}


def main() -> None:
    """Serve, photograph, stop; then the same of a folder without studies."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        shoot(browser, sys.argv[1], PAGES)
        shoot(browser, "studies_of_tomorrow", EMPTY)


def shoot(browser: Browser, studies: str, pages: dict[str, str]) -> None:
    """All pages of a server that shows a folder."""
    command = [sys.executable, "-m", "dashboards.terminal.app", "dashboard", "--port", str(PORT), "--no-browser"]
    server = subprocess.Popen([*command, "--studies", studies])
    try:
        wait(server)
        for name, path in pages.items():
            for language in ("da", "en"):
                for theme in ("light", "dark"):
                    take(browser, f"{path}lang={language}&theme={theme}", f"{name}-{language}-{theme}", 1300)
            take(browser, f"{path}lang=da&theme=light", f"{name}-da-phone", 360)
    finally:
        server.terminate()
        server.wait(15)


def take(browser: Browser, path: str, name: str, width: int) -> None:
    """One picture of a whole page, once its slow figures are there."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(ADDRESS + path)
    page.locator("[data-card]").wait_for(state="detached", timeout=120_000)
    page.screenshot(path=str(FOLDER / f"{name}.jpg"), full_page=True, type="jpeg", quality=50)
    page.close()


def wait(server: subprocess.Popen[bytes]) -> None:
    """Until the server answers."""
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{ADDRESS}/static/base.css").close()
            return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.2)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
