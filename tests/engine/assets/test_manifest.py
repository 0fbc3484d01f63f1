"""The manifest that comes with MIBScope is complete and consistent."""

from __future__ import annotations

import re

import pytest

from engine.assets import AssetSpec, default_manifest
from engine.assets.manifest import HttpsSource, MadeSource, PackageSource
from engine.assets.recipes import RECIPES
from engine.errors import AssetMissingError

ASSETS = list(default_manifest().assets.values())
SHA256 = re.compile(r"[0-9a-f]{64}")


@pytest.mark.parametrize("spec", ASSETS, ids=lambda spec: spec.id)
def test_every_asset_can_be_had_and_says_what_it_is(spec: AssetSpec) -> None:
    assert spec.sources
    assert spec.title and spec.needed_by and spec.licence
    for source in spec.sources:
        if isinstance(source, MadeSource):
            assert source.recipe in RECIPES
            assert all(default_manifest()[asset_id] for asset_id in source.inputs)
        elif isinstance(source, HttpsSource):
            assert source.url.startswith("https://") and "{file}" in source.url
        elif isinstance(source, PackageSource):
            assert source.registry in {"pypi", "npm", "archive"}
            assert SHA256.fullmatch(source.archive_sha256)
            assert "{file}" in source.path


@pytest.mark.parametrize("spec", ASSETS, ids=lambda spec: spec.id)
def test_every_file_is_pinned(spec: AssetSpec) -> None:
    for file in spec.files:
        if spec.id == "demo-clip":
            continue  # an encoder's output: its takes are pinned, its streams are checked
        assert SHA256.fullmatch(file.sha256 or file.tensors_sha256 or "")
        assert file.size or file.tensors_sha256


def test_intermediates_are_no_default_and_fallbacks_are() -> None:
    for spec in ASSETS:
        assert not (spec.intermediate and spec.default)
        if spec.fallback:
            assert default_manifest()[spec.fallback].default


def test_an_unknown_asset_names_the_known_ones() -> None:
    with pytest.raises(AssetMissingError, match=r"no asset called “whisper-vast”.*minilm-l6-v2"):
        default_manifest()["whisper-vast"]
