"""Fetching: verified, resumed, from the next source when one fails, once for two processes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from engine.assets import recipes
from engine.assets.fetch import Fetcher, FetchProgress, FetchResult, Outcome
from engine.assets.files import clear_disk_errors
from engine.assets.manifest import HttpsSource, MadeSource
from engine.assets.store import folder_of
from engine.errors import AssetFetchError, CancelledError
from tests.helpers.assets import asset, manifest, serving

CONTENT = bytes(range(256)) * 4000
UNREACHABLE = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIBSCOPE_CACHE", str(tmp_path))
    return tmp_path


def test_an_asset_is_fetched_once_and_then_left_alone() -> None:
    with serving({"model.bin": CONTENT}) as server:
        spec = asset("model", {"model.bin": CONTENT}, HttpsSource(f"{server.url}/{{file}}"))
        progress: list[FetchProgress] = []
        fetcher = Fetcher(manifest(spec), progress.append)
        assert list(fetcher.fetch()) == [FetchResult("model", Outcome.FETCHED)]
        assert (folder_of("model") / "model.bin").read_bytes() == CONTENT
        assert progress[-1] == FetchProgress("model", "downloading", len(CONTENT), len(CONTENT))
        assert list(fetcher.fetch()) == [FetchResult("model", Outcome.PRESENT)]
        assert len(server.ranges) == 1


def test_a_broken_connection_is_resumed_where_it_broke() -> None:
    with serving({"model.bin": CONTENT}) as server:
        server.cut_after = 1 << 19
        spec = asset("model", {"model.bin": CONTENT}, HttpsSource(f"{server.url}/{{file}}"))
        list(Fetcher(manifest(spec)).fetch())
        assert server.ranges == [None, "bytes=524288-"]
    assert (folder_of("model") / "model.bin").read_bytes() == CONTENT


def test_what_an_interrupted_run_left_is_kept(cache: Path) -> None:
    staging = cache / "assets" / ".staging" / "model"
    staging.mkdir(parents=True)
    (staging / "model.bin.partial").write_bytes(CONTENT[:500_000])
    with serving({"model.bin": CONTENT}) as server:
        spec = asset("model", {"model.bin": CONTENT}, HttpsSource(f"{server.url}/{{file}}"))
        list(Fetcher(manifest(spec)).fetch())
        assert server.ranges == ["bytes=500000-"]
    assert (folder_of("model") / "model.bin").read_bytes() == CONTENT
    assert not staging.exists()


def test_wrong_bytes_never_get_the_file_its_name() -> None:
    with serving({"model.bin": CONTENT[::-1]}) as server:
        spec = asset("model", {"model.bin": CONTENT}, HttpsSource(f"{server.url}/{{file}}"))
        with pytest.raises(AssetFetchError, match="does not have the expected SHA-256"):
            list(Fetcher(manifest(spec)).fetch())
    assert not folder_of("model").exists()


def test_the_next_source_serves_and_an_unreachable_host_is_asked_once() -> None:
    with serving({"a.bin": CONTENT, "b.bin": CONTENT}) as server:
        sources = (HttpsSource(f"{UNREACHABLE}/{{file}}"), HttpsSource(f"{server.url}/{{file}}"))
        specs = [asset(name, {f"{name}.bin": CONTENT}, *sources) for name in ("a", "b")]
        fetcher = Fetcher(manifest(*specs))
        attempts: list[str] = []
        get = fetcher._web._session.get
        fetcher._web._session.get = lambda url, **options: (  # type: ignore[method-assign]
            attempts.append(url),
            get(url, **options),
        )[1]
        results = list(fetcher.fetch())
    assert [result.outcome for result in results] == [Outcome.FETCHED, Outcome.FETCHED]
    assert sum(url.startswith(UNREACHABLE) for url in attempts) == 1


def test_an_asset_that_cannot_be_had_is_replaced_by_its_fallback() -> None:
    with serving({"small.bin": CONTENT}) as server:
        large = asset("large", {"large.bin": b"x"}, HttpsSource(f"{UNREACHABLE}/{{file}}"),
                      fallback="small")  # fmt: skip
        small = asset("small", {"small.bin": CONTENT}, HttpsSource(f"{server.url}/{{file}}"))
        (result,) = Fetcher(manifest(large, small)).fetch(["large"])
    assert result.outcome is Outcome.SUBSTITUTED
    assert "cannot be reached" in result.note
    assert (folder_of("small") / "small.bin").exists()


def test_an_asset_without_source_or_fallback_says_the_way_out() -> None:
    spec = asset("model", {"model.bin": b"x"}, HttpsSource(f"{UNREACHABLE}/{{file}}"))
    with pytest.raises(AssetFetchError, match="none of its sources") as caught:
        list(Fetcher(manifest(spec)).fetch())
    assert "models import" in caught.value.hint


def test_a_made_asset_consumes_its_intermediate(monkeypatch: pytest.MonkeyPatch) -> None:
    def reverse(inputs: tuple[Path, ...], target: Path) -> None:
        (target / "product.bin").write_bytes((inputs[0] / "raw.bin").read_bytes()[::-1])

    monkeypatch.setitem(recipes.RECIPES, "reverse", reverse)  # type: ignore[call-overload]
    with serving({"raw.bin": CONTENT}) as server:
        raw = asset("raw", {"raw.bin": CONTENT}, HttpsSource(f"{server.url}/{{file}}"),
                    intermediate=True)  # fmt: skip
        product = asset("product", {"product.bin": CONTENT[::-1]}, MadeSource("reverse", ("raw",)))
        list(Fetcher(manifest(raw, product)).fetch())
    assert (folder_of("product") / "product.bin").read_bytes() == CONTENT[::-1]
    assert not folder_of("raw").exists()


def test_stopping_keeps_what_has_arrived(cache: Path) -> None:
    stop = threading.Event()
    with serving({"model.bin": CONTENT}) as server:
        spec = asset("model", {"model.bin": CONTENT}, HttpsSource(f"{server.url}/{{file}}"))
        with pytest.raises(CancelledError):
            list(Fetcher(manifest(spec), lambda _: stop.set(), stop).fetch())
    partial = cache / "assets" / ".staging" / "model" / "model.bin.partial"
    assert 0 < partial.stat().st_size < len(CONTENT)


def test_two_processes_fetch_a_model_once(cache: Path) -> None:
    with serving({"model.bin": CONTENT}) as server:
        script = (
            "import sys\n"
            "from engine.assets.fetch import Fetcher\n"
            "from engine.assets.manifest import HttpsSource\n"
            "from tests.helpers.assets import asset, manifest\n"
            "content = bytes(range(256)) * 4000\n"
            f"source = HttpsSource({server.url!r} + '/{{file}}')\n"
            "spec = asset('model', {'model.bin': content}, source)\n"
            "print([result.asset_id for result in Fetcher(manifest(spec)).fetch()])\n"
        )
        runs = [
            subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
            for _ in range(2)
        ]
        assert [run.communicate()[0].strip() for run in runs] == [b"['model']"] * 2
        assert len(server.ranges) == 1
    assert (folder_of("model") / "model.bin").read_bytes() == CONTENT


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device /dev/full")
def test_a_full_disk_is_named() -> None:
    with (
        pytest.raises(AssetFetchError, match="disk is full at /dev/full"),
        clear_disk_errors(Path("/dev/full")),
        Path("/dev/full").open("wb", buffering=0) as disk,
    ):
        disk.write(b"x")


def test_other_errors_of_files_pass_through() -> None:
    with pytest.raises(FileNotFoundError), clear_disk_errors(Path()):
        shutil.copyfile("nowhere", "anywhere")
