"""Whether the files of an asset are what the manifest says."""

from __future__ import annotations

from pathlib import Path

from engine.assets.manifest import AssetSpec, FileSpec
from engine.errors import AssetCorruptError
from engine.runtime.hashing import sha256_of


def verify_folder(spec: AssetSpec, folder: Path) -> None:
    """Check every file of an asset in ``folder``; raises AssetCorruptError that names the file."""
    for file in spec.files:
        verify_file(file, folder / file.name, spec.id)
    if spec.id == "demo-clip":
        from engine.assets.demo_clip import check_demo_clip  # noqa: PLC0415 - loads PyAV

        check_demo_clip(folder)


def verify_file(file: FileSpec, path: Path, asset_id: str) -> None:
    """Check one file against its SHA-256, or its weights against their digest."""
    if not path.is_file():
        raise AssetCorruptError(f"{asset_id}: {file.name} is missing.", hint=_hint(asset_id))
    wrong = file.sha256 is not None and sha256_of(path) != file.sha256
    if file.tensors_sha256 is not None:
        wrong = _tensors_digest(path) != file.tensors_sha256
    if wrong:
        raise AssetCorruptError(
            f"{asset_id}: {file.name} does not have the expected SHA-256.", hint=_hint(asset_id)
        )


def _tensors_digest(path: Path) -> str | None:
    from engine.assets import whisper_weights as weights  # noqa: PLC0415 - loads torch

    read = weights.checkpoint_tensors if path.suffix == ".pt" else weights.ctranslate2_tensors
    try:
        return weights.tensor_digest(read(path))
    except Exception:  # a damaged file can fail in any way; all of them mean the same
        return None


def _hint(asset_id: str) -> str:
    return f"Fetch it anew: mibscope models fetch --again {asset_id}"
