"""Screenshots of the live page and of a phone: `python docs/screenshots/live.py` from the project's folder.

They show a real race: a week is played, three things are thrown in, a question is answered on paper and revealed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PORT = 8097
ADDRESS = f"http://127.0.0.1:{PORT}"
FOLDER = Path(__file__).parent
START = "from dashboards.terminal.app import main; main()"


def main() -> None:
    """Serve, play, photograph, stop."""
    words = ["dashboard", "--share", "--no-browser", "--processes", "1", "--port", str(PORT)]
    words += ["--workshops", tempfile.mkdtemp()]
    server = subprocess.Popen([sys.executable, "-c", START, *words], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        key = next(found[1] for line in server.stdout if (found := re.search(r"key=(\S+)", line)))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            play(browser, key)
            for language in ("da", "en"):
                for theme in ("dark", "light"):
                    photograph(browser, key, language, theme)
    finally:
        server.terminate()
        server.wait(20)


def play(browser: Browser, key: str) -> None:
    """A week, three events, a question; phones are photographed while the question is open."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(f"{ADDRESS}/live?key={key}")
    page.wait_for_selector("#counts-1 b", timeout=120_000)
    page.keyboard.press("w")
    for number, kind in enumerate(("sick_calls", "discharges", "price")):
        page.locator(f'[data-throw="{kind}"]').click()
        page.locator(".thrown").nth(number).wait_for()
    page.locator("#ask").select_option("troubled")
    page.locator("#ask-days").fill("2")
    page.locator("#ask-open").click()
    for option, number in ((0, 9), (1, 4), (2, 6)):
        page.locator(f"#paper-{option}").fill(str(number))
        page.keyboard.press("Tab")
    phone = browser.new_page(viewport={"width": 360, "height": 740})
    for language in ("da", "en"):
        phone.goto(f"{ADDRESS}/v?lang={language}")
        phone.locator("#o button").first.wait_for()
        phone.screenshot(path=str(FOLDER / f"live-phone-{language}.png"))
    page.locator("#ask-reveal").click()
    page.locator(".outcome").wait_for(timeout=120_000)
    page.keyboard.press("d")
    for _ in range(14):
        page.keyboard.press("ArrowRight")
    page.locator("#when:has-text('10:00')").wait_for()


def photograph(browser: Browser, key: str, language: str, theme: str) -> None:
    """The maps as the room sees them; once one team's day, and once the facilitator's buttons."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(f"{ADDRESS}/live?lang={language}&theme={theme}&key={key}")
    page.wait_for_selector("#counts-1 b")
    if theme == "light":
        page.screenshot(path=str(FOLDER / f"live-{language}-light.png"), full_page=True)
        return
    page.keyboard.press("h")
    page.wait_for_timeout(300)
    page.screenshot(path=str(FOLDER / f"live-{language}-dark.png"))
    if language == "da":
        page.set_viewport_size({"width": 1280, "height": 720})
        page.wait_for_timeout(300)
        page.screenshot(path=str(FOLDER / "live-da-720.png"))
        page.set_viewport_size({"width": 1920, "height": 1080})
        page.keyboard.press("m")
        page.wait_for_timeout(300)
        page.screenshot(path=str(FOLDER / "live-da-day.png"))
        page.keyboard.press("m")
        page.keyboard.press("h")
        page.locator(".controls [data-begin]").click()
        page.locator("#begin summary").first.click()
        page.screenshot(path=str(FOLDER / "live-da-begin.png"))


if __name__ == "__main__":
    main()
