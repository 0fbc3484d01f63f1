"""What the window's modules say: texts that are translated, and literals that are not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WINDOW = ROOT / "desktop_app"
_TABLE = ("commands", "menus")
TRANSLATING = frozenset({"tr", "translate", "QT_TRANSLATE_NOOP"})
_NOT_SHOWN = frozenset(
    {"debug", "info", "warning", "error", "exception", "getLogger", "run", "TypeVar"}
)
"""Calls whose texts go to a log, or name a thread or a type."""
_SHOWING = re.compile(
    r"set(Text|ToolTip|StatusTip|Title|WindowTitle|PlaceholderText|Suffix|Prefix|LabelText"
    r"|Accessible(Name|Description))|(add|insert)(Tab|Item|Items|Action|Menu|Button|Row)"
    r"|get(Open|Save|Existing)\w+|get(Text|MultiLineText|Item|Int|Double)|show_message|describe"
    r"|Q(Label|PushButton|ToolButton|CheckBox|RadioButton|GroupBox|Action|Menu|MessageBox)"
    r"|small|title|Section"
)
_WORDS = re.compile(r"[a-z]{2,} [a-z]{2,}|^[ &(;,.]*[A-Z][a-z]+|[a-z]{2,} $|^[,.]? [a-z]{2,}")
"""How a literal looks that is meant to be read …"""
_KEYS = re.compile(r"((Ctrl|Shift|Alt)\+)+.*|Esc|Space|Home|Left|Right|Backspace")
"""… unless it names keys, which Qt does in the language."""


@dataclass(frozen=True, slots=True)
class Text:
    """A literal that is handed to ``tr``, ``translate`` or the mark."""

    context: str
    source: str
    plural: bool


def modules() -> list[Path]:
    """Without the command table, whose titles are taken from what it declares."""
    return [path for path in sorted(WINDOW.rglob("*.py")) if path.parts[-2] not in _TABLE]


def called(node: ast.AST) -> str:
    """Name of what is called, without what it belongs to."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", "") or getattr(node.func, "id", "")


def translated(tree: ast.AST, owner: str = "") -> Iterator[Text]:
    """All literals that are translated, with the context that Qt looks them up in."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call) and called(node) in TRANSLATING:
            yield from _text(node, owner)
        yield from translated(node, node.name if isinstance(node, ast.ClassDef) else owner)


def _text(node: ast.Call, owner: str) -> Iterator[Text]:
    named, *_ = arguments = list(node.args)
    if called(node) == "tr":
        context, text = owner, named
    else:
        assert isinstance(named, ast.Constant), ast.unparse(node)
        context, text = str(named.value), arguments[1]
    assert not isinstance(text, ast.JoinedStr | ast.BinOp), f"cannot be found: {ast.unparse(node)}"
    if isinstance(text, ast.Constant):
        plural = called(node) == "tr" and len(arguments) == 3
        yield Text(context, str(text.value), plural)


def left_over(tree: ast.Module) -> list[str]:
    """Literals that the user would read in English in every language."""
    quiet = {id(each) for node in ast.walk(tree) for each in _quiet(node)}
    found = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in quiet
        and _WORDS.search(node.value)
        and not _KEYS.fullmatch(node.value)
    ]
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _SHOWING.fullmatch(called(call)):
            found += [text for each in call.args for text in _letters(each)]
    return sorted(set(found))


def _quiet(node: ast.AST) -> Iterator[ast.AST]:
    """Everything within a docstring, a translation, a log entry, an exception, an ``__all__``."""
    documented = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    exported = isinstance(node, ast.Assign) and "__all__" in map(ast.unparse, node.targets)
    silent = called(node) in TRANSLATING | _NOT_SHOWN and not _asks(node)
    if documented or exported or silent or isinstance(node, ast.Raise | ast.Assert):
        yield from ast.walk(node)


def _asks(node: ast.AST) -> bool:
    """``QMessageBox.warning`` and its like are read, ``log.warning`` is not."""
    return isinstance(node, ast.Call) and ast.unparse(node.func).startswith("QMessageBox.")


def _letters(node: ast.expr) -> Iterator[str]:
    """Literal letters of an argument, also those between the fields of an f-string."""
    match node:
        case ast.Constant(value=str(text)) if re.search(r"[^\W\d_]{2}", text):
            yield text
        case ast.JoinedStr(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            for part in parts:
                yield from _letters(part)
        case ast.BinOp(left=one, right=other) | ast.IfExp(body=one, orelse=other):
            yield from _letters(one)
            yield from _letters(other)
