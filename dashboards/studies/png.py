"""A picture's pixels, drawn by a Chromium of this machine: the browser that shows the pages shows the same there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from sim.problems import InputError, Problem

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
SHARP = 2
"""Pixels for each of the picture's, as the page's own button makes them."""
PATIENCE = 60
SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
STYLE = "body { margin: 0; background: #fff; } svg { display: block; }"
PAGE = f'<!DOCTYPE html><meta charset="utf-8"><style>{STYLE}</style>'


def chromium() -> str:
    """Where a Chromium is. Raises InputError: there is none."""
    given = os.environ.get("NABOLAB_CHROMIUM")
    found = next((path for name in (given, *NAMES) if name and (path := shutil.which(name))), None)
    if found is None:
        text = (
            "needs a Chromium or Chrome, and there is none (apt-get install chromium, or name one in NABOLAB_CHROMIUM);"
            " the SVG needs nothing, and the page's own button makes a PNG too"
        )
        raise InputError([Problem("--png", text)])
    return found


def png_of(svg: str) -> bytes:
    """An SVG of ours as PNG on white. Raises InputError when the browser fails."""
    program, size = chromium(), SIZE.search(svg)
    assert size is not None
    width, height = (-(-float(length) // 1) for length in size.groups())
    with tempfile.TemporaryDirectory() as folder:
        page, picture = Path(folder, "page.html"), Path(folder, "picture.png")
        page.write_text(PAGE + svg, encoding="utf-8")
        flags = ["--headless", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder}/profile"]
        flags += ["--no-sandbox"] if os.geteuid() == 0 else []  # as root it starts no other way; it opens our page only
        flags += [f"--force-device-scale-factor={SHARP}", f"--window-size={width:.0f},{height:.0f}"]
        command = [program, *flags, f"--screenshot={picture}", page.as_uri()]
        try:
            ran = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
            said = ran.stderr.decode(errors="replace").strip().splitlines()
        except (OSError, subprocess.TimeoutExpired) as error:
            said = [str(error)]
        if not picture.is_file():
            raise InputError(
                [Problem("--png", f"{program} made no picture: {said[-1] if said else 'it says nothing'}")]
            )
        return picture.read_bytes()
