"""What a browser makes of a page."""

from __future__ import annotations

from html.parser import HTMLParser


class Page(HTMLParser):
    """Elements, attributes and the texts of table cells of a well-formed page."""

    VOID = frozenset({"meta", "br", "link", "img", "input", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.ids: list[str] = []
        self.seen: list[str] = []
        self.tables: list[list[list[str]]] = []
        """Rows of cells of every table."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        if {"td", "th"} & set(self.open):
            self.tables[-1][-1][-1] += data


def opened(text: str) -> Page:
    """A page after the checks that it is well formed, needs nothing else and suits the dark."""
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert not {"link", "script", "img", "iframe", "object", "image"} & set(page.seen)
    assert not [each for each in page.attributes if each[1] in ("src", "srcset")]
    for _, name, value in page.attributes:
        if name == "href":
            assert value.removeprefix("#") in page.ids
    assert "http" not in text
    assert "url(" not in text.replace("url(#", "")
    assert "@import" not in text
    assert "prefers-color-scheme: dark" in text
    return page
