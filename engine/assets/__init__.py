"""Model files and samples: found offline with ``locate``, fetched only on an explicit act."""

from engine.assets.manifest import AssetSpec, FileSpec, Manifest, default_manifest
from engine.assets.store import is_present, locate, locate_demo_clip

__all__ = [
    "AssetSpec",
    "FileSpec",
    "Manifest",
    "default_manifest",
    "is_present",
    "locate",
    "locate_demo_clip",
]
