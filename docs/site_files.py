"""What the site holds beside the files of ``docs/``: a hook of MkDocs, named in ``mkdocs.yml``.

Our pages link as the code host shows them: to the README, to scenario files, to notebooks. The site
has these files too. A file of ``docs/`` stands at the top of the site, every other file at its path
in the repository, and a notebook is a page. The links are rewritten to match.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
FRONT = ROOT / "README.md"
"""The first page. The site has every file to which it or another page links, however far."""

CODE = re.compile(r"(?<!<pre>)<code>[^<]*")
FENCE = re.compile(r"(^ *```.*?^ *```$)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<=\]\()(?![a-z]+:)([^)\s#]*)(#\d)?")
"""The path in a link or picture of ours, and the begin of an anchor that begins with a digit."""


def on_config(config: MkDocsConfig) -> None:
    """Name the anchors of headings as the code host does."""
    config.mdx_configs["toc"] = {"slugify": anchor}


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the files outside ``docs/`` that pages reach, and the notebooks as pages."""
    for path in outside([FRONT, *DOCS.glob("*.md")]):
        files.append(File.generated(config, site_path(path), abs_src_path=str(path)))
    for path in sorted(DOCS.glob("notebooks/*.ipynb")):
        files.append(File.generated(config, site_path(path), content=notebook_page(path)))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Return a page with its links as they lead in the site."""
    if page.file.abs_src_path is None:  # a notebook: it is made with such links
        return markdown
    return moved(markdown, Path(page.file.abs_src_path), page.file.src_uri)


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    r"""Return a page that shows ``a|b`` in a table where the text must write ``a\|b``."""
    return CODE.sub(lambda code: code[0].replace("\\|", "|"), html)


def on_post_build(*, config: MkDocsConfig) -> None:
    """Write the search index as a script too: a page opened as a file can load nothing else."""
    search = Path(config.site_dir, "search")
    index = (search / "search_index.json").read_text(encoding="utf-8")
    (search / "search_index.js").write_text(f"const searchIndex = {index};\n", encoding="utf-8")


def anchor(title: str, separator: str = "-") -> str:
    """Return the anchor of a heading; one that begins with a digit, the theme cannot find."""
    name = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", separator)
    return re.sub(r"^(?=\d)", "section-", name)


def site_path(path: Path) -> str:
    """Return the path in the site of a file of the repository."""
    kept = path.relative_to(DOCS if path.is_relative_to(DOCS) else ROOT)
    return (kept.with_suffix(".md") if kept.suffix == ".ipynb" else kept).as_posix()


def outside(pages: list[Path]) -> list[Path]:
    """Return the files outside ``docs/`` among these pages and all that they link to."""
    reached: set[Path] = set()
    while pages:
        page = pages.pop()
        if page not in reached and page.is_file():
            reached.add(page)
            if page.suffix == ".md":
                text = "".join(FENCE.split(page.read_text(encoding="utf-8"))[::2])
                pages += [linked(page, target) for target, _ in LINK.findall(text) if target]
    return sorted(path for path in reached if not path.is_relative_to(DOCS))


def linked(page: Path, target: str) -> Path:
    """Return the file to which a link on a page leads."""
    return Path(os.path.normpath(page.parent / target))


def moved(markdown: str, source: Path, place: str) -> str:
    """Return the text of a page with its links as they lead from its place in the site.

    Args:
        markdown: The text, as the code host shows it.
        source: The file in the repository.
        place: The path of the page in the site.
    """

    def seen(found: re.Match[str]) -> str:
        target, digit = found[1], (found[2] or "").replace("#", "#section-")
        path = linked(source, target)
        if not (target and path.is_file()):  # on this page; or nowhere, which MkDocs reports
            return target + digit
        return Path(os.path.relpath(site_path(path), Path(place).parent)).as_posix() + digit

    parts = FENCE.split(markdown)
    parts[::2] = (LINK.sub(seen, part) for part in parts[::2])
    return "".join(parts)


def notebook_page(path: Path) -> str:
    """Return a notebook as the text of a page: its prose, its code and what it shows."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    parts = [part for cell in notebook["cells"] for part in _cell(cell)]
    title, *rest = moved("\n\n".join(parts), path, site_path(path)).split("\n", 1)
    return "\n".join([title, f"\n[Download this notebook]({path.name}).", *rest])


def _cell(cell: dict[str, Any]) -> Iterator[str]:
    source = "".join(cell["source"])
    if cell["cell_type"] != "code":
        yield source
        return
    yield f"```python\n{source}\n```"
    for output in cell["outputs"]:
        shown = {kind: "".join(text) for kind, text in output.get("data", output).items()}
        if "text/html" in shown:
            yield f'<div class="shown">{shown["text/html"]}</div>'
        elif "image/png" in shown:
            label = escape(source.splitlines()[-1])
            picture = shown["image/png"].replace("\n", "")
            yield f'<p><img alt="{label}" src="data:image/png;base64,{picture}"></p>'
        else:
            text = shown.get("text/plain", shown.get("text", ""))
            yield f"```text\n{text.rstrip()}\n```"
