"""The web app under load, a first drawing, a large model in Chromium beside Netron, and the size of what is loaded.

python benchmarks/web.py [load] [draw] [edit] [large] [bundle]

`load` needs wrk, `edit` and `large` Chromium, and the comparison TensorFlow and netron (pip install netron). All on one
machine over loopback: server, client and browser share its cores, so read the figures beside each other.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shlex
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[1]
CONNECTIONS, SECONDS = 32, 10
RUNS = 5
EDITS = 30
PAUSES = "function delay() return math.random(8, 24) end"
"""For wrk: milliseconds that a connection waits before it asks again, so that not all stand in a queue all the time."""


def chain(length: int) -> dict[str, Any]:
    """A stack of recurrent layers, every tenth of them a block of its own."""
    layers = [
        {"name": f"layer_{index}", "type": "LSTM", "units": 8, "return_sequences": True} for index in range(length)
    ]
    return {"rnngraph": 1, "name": "large", "inputs": [{"name": "x", "shape": [None, 8]}], "layers": layers}


def blocks(length: int) -> dict[str, Any]:
    """A stack of blocks of ten layers each, as many as make the length."""
    inside = [{"name": f"layer_{index}", "type": "LSTM", "units": 8, "return_sequences": True} for index in range(10)]
    block = {"inputs": [{"name": "x", "shape": [None, 8]}], "layers": inside, "outputs": ["layer_9"]}
    layers = [{"name": f"part_{index}", "type": "Block", "block": "ten"} for index in range(length // 10)]
    inputs = [{"name": "x", "shape": [None, 8]}]
    return {"rnngraph": 1, "name": "large", "inputs": inputs, "blocks": {"ten": block}, "layers": layers}


def free_port() -> int:
    """A port that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(command: list[str], address: str, **variables: str) -> Iterator[None]:
    """A server, from when it answers to when it is done with."""
    process = subprocess.Popen(
        command, env={**os.environ, **variables}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            try:
                urlopen(address, timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def app(folder: Path, workers: int = 2) -> Iterator[str]:
    """The app as the Procfile starts it, with so many workers; its address."""
    port = free_port()
    line = (ROOT / "Procfile").read_text(encoding="utf-8").removeprefix("web: ")
    started = shlex.split(line.replace("0.0.0.0:$PORT", f"127.0.0.1:{port}"))
    command = [sys.executable, "-m", *started, "--workers", str(workers)]
    address = f"http://127.0.0.1:{port}"
    with served(command, address, RNNGRAPH_DIR=str(folder)):
        yield address


def load() -> None:
    """A model's page, asked for again and again."""
    wrk = shutil.which("wrk")
    if wrk is None:
        print("load: wrk is not installed")
        return
    with app(ROOT / "specs") as address:
        page = f"{address}/model/encoder_decoder/"
        for _ in range(20):
            urlopen(page, timeout=20).close()
        flood(wrk, page, "as many as can be", ())
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            script.write(PAUSES)
            script.flush()
            flood(wrk, page, "with pauses between them", ("-s", script.name))


def flood(wrk: str, page: str, how: str, options: tuple[str, ...]) -> None:
    """Asks for a page from all connections, and prints how often it came and how late."""
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", *options, page]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate, slowest = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"99%\s+(\S+)", said)
    failed = re.search(r"Non-2xx.*|Socket errors.*", said)
    print(f"a model's page, {how}:")
    print(f"                         {float(rate.group(1)):8,.0f} requests a second   (1,000)" if rate else said)
    print(f"        99 of 100 within {slowest.group(1) if slowest else '?':>8}                      (50 ms)")
    if failed:
        print(failed.group())


def draw() -> None:
    """A diagram that was never drawn before."""
    times = []
    with app(ROOT / "specs", workers=1) as address:
        for index in range(RUNS + 1):
            text = json.dumps(chain(20)).replace("layer_", f"run_{index}_")
            body = json.dumps({"text": text}).encode()
            start = time.perf_counter()
            question = Request(f"{address}/api/v1/diagram", body, {"Content-Type": "application/json"})
            urlopen(question, timeout=30).read()
            times.append(time.perf_counter() - start)
    # The first starts the process that draws.
    print(f"20 layers, first drawing {1000 * statistics.median(times[1:]):8,.0f} ms                      (100 ms)")


TYPED = """
async (length) => {
  const { view } = document.querySelector("#code").shadowRoot.querySelector(".cm-content").cmTile;
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const times = [];
  for (let index = 0; index < length; index++) {
    const text = view.state.doc.toString();
    const at = text.indexOf(`"layer_${index}"`);
    const from = text.indexOf("8", text.indexOf('"units"', at));
    const shown = () => document.getElementById(`layer-layer_${index}`)?.textContent.includes("units 8765");
    const seen = new Promise((resolve) => {
      new MutationObserver((_, observer) => {
        if (!shown()) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
      }).observe(document.querySelector("#drawing"), { childList: true });
    });
    let last = 0;
    for (const [place, digit] of [..."765"].entries()) {
      if (place) await pause(90);
      last = performance.now();
      view.dispatch({ changes: { from: from + 1 + place, insert: digit }, userEvent: "input.type" });
    }
    times.push((await seen) - last);
    await pause(400);
  }
  return times;
}
"""
"""Types three digits into one layer after the other; milliseconds from each last one to the frame that shows it."""


def edit() -> None:
    """A model of 50 layers in the editor: from a key to the picture of what it changed."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        (folder / "chain.json").write_text(json.dumps(chain(50), indent=2), encoding="utf-8")
        browser = chromium(playwright)
        with app(folder, workers=1) as address:
            # The page's policy lets nothing evaluate text, as the measuring does.
            page = browser.new_context(bypass_csp=True).new_page()
            page.goto(f"{address}/edit?spec=chain")
            page.wait_for_selector("#drawing svg .view")
            page.wait_for_timeout(1500)
            times = page.evaluate(TYPED, EDITS)
        browser.close()
    print(f"50 layers, key to picture {statistics.median(times):7,.0f} ms                      (250 ms)")
    print(f"             nine of ten {statistics.quantiles(times, n=10)[-1]:8,.0f} ms")


def chromium(playwright: Any) -> Any:
    """The browser that the tests drive."""
    kept = ROOT / ".venv" / "chromium-path"
    path = kept.read_text(encoding="utf-8") if kept.exists() else shutil.which("chromium")
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=path, args=arguments)


def large() -> None:
    """A model of 1,000 layers in Chromium: from the click in the gallery to the picture; and the same in Netron."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        (folder / "blocks.json").write_text(json.dumps(blocks(1000)), encoding="utf-8")
        (folder / "chain.json").write_text(json.dumps(chain(1000)), encoding="utf-8")
        browser = chromium(playwright)
        with app(folder, workers=1) as address:
            for file in ("blocks", "chain"):
                page = browser.new_page()
                page.goto(address)
                start = time.perf_counter()
                page.locator(f'a[href*="/model/{file}/"]').first.click()
                page.wait_for_selector("svg .node", timeout=60_000)
                print(f"1,000 layers, {file:10} {time.perf_counter() - start:8.2f} s                       (2 s)")
                page.close()
        netron(folder, browser)
        browser.close()


def netron(folder: Path, browser: Any) -> None:
    """Netron with the same model as a .keras file, from its last button to the picture."""
    try:
        import netron as _  # noqa: F401

        import rnngraph
        import rnngraph.keras
    except ModuleNotFoundError as error:
        print(f"Netron: {error.name} is not installed")
        return
    file = folder / "chain.keras"
    rnngraph.load(folder / "chain.json").compile().save(file)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [
        sys.executable,
        "-c",
        f"import netron; netron.start({str(file)!r}, ('127.0.0.1', {port}), browse=False); netron.wait()",
    ]
    with served(command, address):
        page = browser.new_page()
        page.goto(address)
        # It asks for consent before it opens the file.
        accept = page.get_by_text("Accept")
        accept.wait_for(timeout=30_000)
        start = time.perf_counter()
        accept.click()
        page.wait_for_selector("svg .node", timeout=60_000)
        print(f"the same in Netron       {time.perf_counter() - start:8.2f} s")


def bundle() -> None:
    """What a browser loads, as it is sent where it is packed."""
    for entry in ("app.js", "runs.js", "edit.js"):
        size = sum(len(gzip.compress(file.read_bytes())) for file in loaded(BUILD / entry)) / 1000
        print(f"{entry:24} {size:8,.0f} kB gzipped              (300 kB)")


BUILD = ROOT / "web" / "static" / "build"


def loaded(entry: Path) -> set[Path]:
    """A module and all that it imports at once."""
    found, waiting = set(), [entry]
    while waiting:
        file = waiting.pop()
        if file not in found and file.exists():
            found.add(file)
            names = re.findall(r'(?:from|import)\s*\(?"\./([^"]+)"', file.read_text(encoding="utf-8"))
            waiting += [BUILD / name for name in names]
    return found


PARTS = {"load": load, "draw": draw, "edit": edit, "large": large, "bundle": bundle}


def main() -> None:
    """Runs the parts that are named, or all."""
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()


if __name__ == "__main__":
    main()
