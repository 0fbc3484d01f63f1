"""The bootstrap script: standard library only, repeatable, clear about what is missing."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "packaging" / "bootstrap.py"


@pytest.fixture
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_imports_nothing_but_the_standard_library() -> None:
    imported = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(SCRIPT.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
        )
    }
    assert imported <= sys.stdlib_module_names


def test_packaging_never_becomes_a_package() -> None:
    assert not (SCRIPT.parent / "__init__.py").exists()


def test_help_names_both_commands() -> None:
    text = subprocess.check_output([sys.executable, SCRIPT, "--help"], text=True)
    assert "run" in text and "test" in text


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system libraries: Linux only")
class TestSystemLibraries:
    def test_what_loads_is_not_missing_and_what_does_not_load_is(
        self, bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        libraries = {"libc.so.6": "libc6", "libnowhere.so.9": "libnowhere9"}
        monkeypatch.setattr(bootstrap, "LIBRARIES", libraries)
        monkeypatch.setattr(bootstrap, "has_fonts", lambda: True)
        assert bootstrap.missing_packages(False) == ["libnowhere9"]

    def test_test_programs_are_asked_for_by_tests_only(
        self, bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bootstrap, "LIBRARIES", {})
        monkeypatch.setattr(bootstrap, "TEST_PROGRAMS", {"no-such-program": "nsp"})
        plugins = {"no/such/plugin.so": "no-such-plugins", "../bin": "everywhere"}
        monkeypatch.setattr(bootstrap, "TEST_PLUGINS", plugins)
        monkeypatch.setattr(bootstrap, "has_fonts", lambda: True)
        assert bootstrap.missing_packages(False) == []
        assert bootstrap.missing_packages(True) == ["nsp", "no-such-plugins"]

    def test_without_root_it_prints_the_line_to_type_and_stops(
        self, bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bootstrap, "missing_packages", lambda _: ["libegl1", "xvfb"])
        monkeypatch.setattr(bootstrap.shutil, "which", lambda _: "/usr/bin/apt-get")
        monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
        with pytest.raises(bootstrap.StopError) as caught:
            bootstrap.provide_system_libraries(True)
        assert (
            "sudo apt-get update && sudo apt-get install --yes --no-install-recommends libegl1 xvfb"
            in str(caught.value)
        )

    def test_as_root_it_updates_first_and_then_installs(
        self, bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        commands: list[list[str]] = []
        monkeypatch.setattr(bootstrap, "missing_packages", lambda _: ["libegl1"])
        monkeypatch.setattr(bootstrap.shutil, "which", lambda _: "/usr/bin/apt-get")
        monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
        monkeypatch.setattr(bootstrap, "status", lambda command, _: commands.append(command) or 0)
        bootstrap.provide_system_libraries(False)
        assert [command[:2] for command in commands] == [
            ["dpkg", "--configure"],
            ["apt-get", "update"],
            ["apt-get", "install"],
        ]
        assert commands[-1][-1] == "libegl1"


class TestPackages:
    @pytest.fixture
    def commands(
        self, bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> list[list[str]]:
        """A clone of three files in which pip only records how it was called."""
        commands: list[list[str]] = []
        (tmp_path / "requirements.lock").write_text("numpy==2.0\npip==26.0\n")
        (tmp_path / "pyproject.toml").write_text("[project]\n")
        (tmp_path / ".venv").mkdir()
        monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
        monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
        monkeypatch.setattr(bootstrap, "LOCK", tmp_path / "requirements.lock")
        monkeypatch.setattr(bootstrap, "STAMP", tmp_path / ".venv" / "stamp")
        monkeypatch.setattr(
            bootstrap, "status", lambda command, _: commands.append([str(c) for c in command]) or 0
        )
        return commands

    def test_a_second_run_installs_nothing(
        self, bootstrap: ModuleType, commands: list[list[str]]
    ) -> None:
        bootstrap.provide_packages()
        assert [command[-1] for command in commands][:2] == ["pip==26.0", str(bootstrap.LOCK)]
        commands.clear()
        bootstrap.provide_packages()
        assert commands == []

    def test_a_package_that_pip_did_not_finish_is_forgotten(
        self, bootstrap: ModuleType, commands: list[list[str]]
    ) -> None:
        libraries = "Lib" if sys.platform == "win32" else "lib/python3.11"
        packages = bootstrap.VENV / libraries / "site-packages"
        for name in ("whole-1.dist-info", "half-1.dist-info"):
            (packages / name).mkdir(parents=True)
            (packages / name / "METADATA").touch()
        (packages / "whole-1.dist-info" / "INSTALLER").touch()
        bootstrap.provide_packages()
        assert [path.name for path in packages.iterdir()] == ["whole-1.dist-info"]
        assert commands

    def test_another_lock_installs_again(
        self, bootstrap: ModuleType, commands: list[list[str]]
    ) -> None:
        bootstrap.provide_packages()
        commands.clear()
        bootstrap.LOCK.write_text("numpy==2.1\n")
        bootstrap.provide_packages()
        assert commands

    def test_a_failed_installation_leaves_no_stamp(
        self,
        bootstrap: ModuleType,
        commands: list[list[str]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        bootstrap.provide_packages()
        bootstrap.LOCK.write_text("numpy==2.1\n")
        monkeypatch.setattr(bootstrap, "status", lambda *_: 1)
        with pytest.raises(bootstrap.StopError, match="repeat the command"):
            bootstrap.provide_packages()
        assert not bootstrap.STAMP.exists()


@pytest.mark.parametrize(
    ("check", "pytest_code", "expected"), [("0", 0, 0), ("3", 0, 3), ("0", 1, 1), ("3", 1, 3)]
)
def test_every_check_runs_and_the_first_failure_is_the_exit_code(
    check: str,
    pytest_code: int,
    expected: int,
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran: list[str] = []

    def status(command: list[str | Path], extra: dict[str, str] | None = None) -> int:
        ran.append(str(command[-1]))
        if command[-1] == "pytest":
            assert extra is not None and extra["QT_QPA_PLATFORM"] == "offscreen"
            return pytest_code
        return int(command[-1])

    monkeypatch.setattr(bootstrap, "CHECKS", (("one", (check,)), ("two", ("0",))))
    monkeypatch.setattr(bootstrap, "status", status)
    assert bootstrap.test() == expected
    assert ran == [check, "0", "pytest"]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [({}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True)],
)
def test_the_window_opens_only_where_there_is_a_display(
    environment: dict[str, str],
    expected: bool,
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bootstrap.sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert bootstrap.has_display() is expected
