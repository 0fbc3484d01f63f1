"""Marks texts that are declared at one place and translated at another; needs no Qt."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """The text as it is. Under this name ``lupdate`` finds it and files it under ``context``.

    Whoever shows the text does ``QCoreApplication.translate(context, text)``. Qt's own function
    of this name is typed as object and would bring Qt into the job process.
    """
    return text
