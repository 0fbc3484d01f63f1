"""MIBScope's engine: usable as a library and from the command line, never imports Qt.

This package and ``engine.types`` / ``engine.errors`` import neither torch nor OpenCV, so that
the window's process can use them.
"""

from __future__ import annotations

__version__ = "0.1.0"
