"""Executes notebooks and writes what they show: `execute.py OUT NOTEBOOK=EXPORTS …`.

OUT gets NOTEBOOK.html and a PNG for each picture. Ends with 1 where a cell failed; the notebooks stay without output.
"""

import base64
import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter

HERE = Path(__file__).parent


def executed(name, exports):
    notebook = nbformat.read(HERE / f"{name}.ipynb", as_version=4)
    environment = {**os.environ, "TRADELOOP_EXPORTS": str(exports)}
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(HERE)}})
    client.execute(env=environment)
    return notebook


def pictures(notebook):
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            picture = output.get("data", {}).get("image/png")
            if picture is not None:
                yield base64.b64decode(picture)


def main(out, *asked):
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    failed = 0
    for name, exports in (one.split("=", 1) for one in asked):
        try:
            notebook = executed(name, Path(exports).resolve())
        except CellExecutionError as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed += 1
            continue
        html, _ = HTMLExporter(exclude_input=True).from_notebook_node(notebook)
        (out / f"{name}.html").write_text(html)
        count = 0
        for count, picture in enumerate(pictures(notebook), start=1):
            (out / f"{name}-{count}.png").write_bytes(picture)
        print(f"{name}: {out / f'{name}.html'}, {count} pictures beside it")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
