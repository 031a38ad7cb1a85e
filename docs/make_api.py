"""Write ``docs/api.md``: every public name of ``sim`` with its signature and its docstring.

Run it as ``python docs/make_api.py`` after a change of a public signature or docstring.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import griffe

import sim

PAGE = Path(__file__).resolve().parent / "api.md"
HEAD = """# API reference

Every public name of `sim`, from its docstring. [python-api.md](python-api.md) shows them at work.
This page is generated: `make regenerate` writes it anew.
"""
LONGEST_SIGNATURE = 88
STARRED = {griffe.ParameterKind.var_positional: "*", griffe.ParameterKind.var_keyword: "**"}
TOLD = {"args": "Arguments", "attributes": "Attributes", "returns": "Returns", "raises": "Raises"}


def page() -> str:
    """The text of the page."""
    names = sorted((name for name in sim.__all__ if _is_code(name)), key=str.lower)
    index = ", ".join(f"[`{name}`](#sim{name.lower()})" for name in names)
    parts = [HEAD, index, *("\n\n".join(section(name)) for name in names)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _is_code(name: str) -> bool:
    return callable(getattr(sim, name))


def section(name: str) -> Iterator[str]:
    """The paragraphs of one public name."""
    found = getattr(sim, name)
    member = sources()[f"{found.__module__}.{found.__qualname__}".removeprefix("sim.")]
    yield f"## `sim.{name}`"
    yield f"```text\n{signature(name, member)}\n```"
    yield from described(member)
    if inspect.isclass(found) and not issubclass(found, Exception):
        for inner in members(member):
            yield f"### `{name}.{inner.name}`"
            yield f"```text\n{signature(inner.name, inner)}\n```"
            yield from described(inner)


@cache
def sources() -> griffe.Object:
    """The package as its sources say."""
    options = {"returns_multiple_items": False}
    loader = griffe.GriffeLoader(
        docstring_parser="google", docstring_options=options, search_paths=[str(PAGE.parents[1])]
    )
    found = loader.load("sim")
    assert isinstance(found, griffe.Object)
    return found


def members(owner: griffe.Object) -> Iterator[griffe.Object]:
    """Public methods and properties of a class that have a docstring, in the source's order."""
    for inner in owner.members.values():
        told = isinstance(inner, griffe.Function | griffe.Attribute) and inner.docstring
        if told and not inner.name.startswith("_"):
            yield inner


def signature(name: str, member: griffe.Object) -> str:
    """The signature of a function, method or class; of an attribute, its type."""
    if isinstance(member, griffe.Attribute):
        return f"{name}: {member.annotation}" if member.annotation else name
    assert isinstance(member, griffe.Function | griffe.Class)
    parts = [_parameter(one) for one in member.parameters if one.name not in ("self", "cls")]
    keyword_only = [one.kind is griffe.ParameterKind.keyword_only for one in member.parameters]
    if any(keyword_only) and "*" not in "".join(part[0] for part in parts):
        parts.insert(len(parts) - sum(keyword_only), "*")
    ending = f" -> {member.returns}" if isinstance(member, griffe.Function) else ""
    line = f"{name}({', '.join(parts)}){ending}"
    if len(line) <= LONGEST_SIGNATURE:
        return line
    lines = "".join(f"    {part},\n" for part in parts)
    return f"{name}(\n{lines}){ending}"


def _parameter(one: griffe.Parameter) -> str:
    default = "" if one.default is None or one.kind in STARRED else f" = {one.default}"
    return f"{STARRED.get(one.kind, '')}{one.name}: {one.annotation}{default}"


def described(member: griffe.Object) -> Iterator[str]:
    """The docstring in Markdown, its lists of arguments and errors as tables."""
    if member.docstring is None:
        return
    for part in member.docstring.parsed:
        if part.kind is griffe.DocstringSectionKind.text:
            yield _code_marks(part.value)
        elif part.kind is griffe.DocstringSectionKind.examples:
            yield from (f"```text\n{text}\n```" for _, text in part.value)
        else:
            title = TOLD.get(part.kind.value, part.kind.value.title())
            yield f"**{title}**"
            yield "\n".join(f"- {_entry(entry)}" for entry in part.value)


def _entry(entry: griffe.DocstringElement) -> str:
    name = getattr(entry, "name", None) or getattr(entry, "annotation", None) or ""
    text = " ".join(_code_marks(entry.description).split())
    return f"`{name}`: {text}" if name else text


def _code_marks(text: str) -> str:
    """Names that reStructuredText puts between two backticks or in a role, between one."""
    text = re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text)
    return text.replace("``", "`").strip()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
