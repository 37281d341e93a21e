from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from html import escape, unescape
from typing import Any

import pytest
from tests.conftest import absent

PHONE, TABLET, DESK = WIDTHS = 360, 800, 1280
MEASURE = """
<script>
addEventListener("load", () => {
  const wide = innerWidth, out = [];
  const seen = e => e.checkVisibility() && !e.closest(".said, .skip, .wide, thead");
  for (const e of document.querySelectorAll("p, li, h1, h2, h3, td, th, figcaption, summary, svg text, svg circle")) {
    const box = e.getBoundingClientRect();
    if (seen(e) && box.width && (box.left < -1 || box.right > wide + 1)) out.push(e.outerHTML.slice(0, 120));
  }
  const clipped = [...document.querySelectorAll("td, th, p, h2, bdi")].filter(
    e => seen(e) && getComputedStyle(e).overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1);
  const overlaid = [];
  for (const svg of document.querySelectorAll("svg[role=img]")) {
    const boxes = [...svg.querySelectorAll("text")].map(e => [e.textContent, e.getBoundingClientRect()]);
    boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
      const over = Math.min(p.right, q.right) - Math.max(p.left, q.left);
      const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
      if (over > 2 && high > 4) overlaid.push([svg.querySelector("title").textContent, a, b].join(" | "));
    }));
  }
  const light = rgb => rgb.slice(0, 3).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const numbers = text => text.match(/[0-9.]+/g).map(Number);
  const ground = e => {
    for (let at = e; at; at = at.parentElement) {
      const paint = numbers(getComputedStyle(at).backgroundColor);
      if (paint.length === 3 || paint[3] === 1) return paint;
    }
    return [255, 255, 255];
  };
  const pale = new Set();
  const weigh = (e, style, under) => {
    const [a, b] = [light(numbers(style)), light(under)].sort((p, q) => q - p);
    if ((a + .05) / (b + .05) < 4.5) pale.add(e.outerHTML.slice(0, 120));
  };
  for (const e of document.querySelectorAll("body *:not(svg, svg *)")) {
    if (!e.checkVisibility()) continue;
    const said = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (said) weigh(e, getComputedStyle(e).color, ground(e));
    if (getComputedStyle(e, "::before").content.length > 2 && getComputedStyle(e, "::before").display !== "none")
      weigh(e, getComputedStyle(e, "::before").color, ground(e));
  }
  for (const e of document.querySelectorAll("svg text:not([class*=on-])"))
    weigh(e, getComputedStyle(e).fill, ground(e));
  const askew = [];
  for (const table of document.querySelectorAll("table")) {
    const rulers = [...table.querySelectorAll("thead th svg")].filter(e => e.getBoundingClientRect().height > 1);
    const spans = rulers.map(e => e.getBoundingClientRect());
    for (const e of table.querySelectorAll("tbody td.strip > svg")) {
      const at = e.getBoundingClientRect();
      if (spans.length && !spans.some(s => Math.abs(s.left - at.left) < 2 && Math.abs(s.width - at.width) < 2))
        askew.push(`${table.caption.textContent.slice(0, 40)} | ${at.left} ${at.width}`);
    }
  }
  parent.document.documentElement.dataset[`measured${wide}`] = JSON.stringify({
    pale: [...pale], askew, wide, scroll: document.documentElement.scrollWidth, out, overlaid,
    clipped: clipped.map(e => e.outerHTML.slice(0, 120)),
    requests: performance.getEntriesByType("resource").map(e => e.name),
    font: getComputedStyle(document.querySelector("svg text")).fontSize,
  });
});
</script>
"""
POLICY = re.compile(rb"<meta http-equiv[^>]*>")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser that draws the web page."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        absent("Chromium is not installed: on Debian, apt-get install chromium")
    return program


@pytest.fixture(scope="session")
def browse(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Open a page without a network and return what the browser prints."""
    folder = tmp_path_factory.mktemp("browser")

    def run(content: bytes, *options: str) -> str:
        path = folder / "page.html"
        path.write_bytes(content)
        fixed = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--proxy-server=127.0.0.1:9"]
        command = [chromium, *fixed, f"--user-data-dir={folder / 'profile'}", *options, path.as_uri()]
        done = subprocess.run(command, capture_output=True, check=True, timeout=120)
        return done.stdout.decode()

    return run


@pytest.fixture(scope="session")
def measure(browse: Callable[..., str]) -> Callable[[bytes], dict[int, dict[str, Any]]]:
    """Where everything stands in a window of each width; the page forbids scripts, so copies without that do it.

    A window of the browser is never as narrow as a phone, a frame is; a page is measured once, in all its frames.
    """

    @cache
    def run(content: bytes) -> dict[int, dict[str, Any]]:
        copy = escape(POLICY.sub(b"", content).replace(b"</head>", MEASURE.encode() + b"</head>").decode())
        frames = (f'<iframe width="{wide}" height="900" style="border:0" srcdoc="{copy}"></iframe>' for wide in WIDTHS)
        harness = f'<!DOCTYPE html><meta charset="utf-8"><body style="margin:0">{"<br>".join(frames)}'
        shown = browse(harness.encode(), "--window-size=1400,1000", "--virtual-time-budget=4000", "--dump-dom")
        found = re.findall(r'data-measured(\d+)="([^"]*)"', shown)
        assert {int(wide) for wide, _ in found} == {*WIDTHS}, shown[:400]
        return {int(wide): json.loads(unescape(told)) for wide, told in found}

    return run
