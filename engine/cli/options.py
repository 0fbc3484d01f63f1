"""Options that several commands take, each with one name and one help text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.sessions import EXPORTERS
from engine.sessions.project.project import SUFFIX

_FORMATS = "; ".join(
    f"{each.name}: {each.description} (.{each.ending})" for each in EXPORTERS.values()
)

AsrOption = Annotated[str, typer.Option("--asr", help="Whisper model, or auto.")]
DeviceOption = Annotated[str, typer.Option("--device", help="auto, cpu, cuda or mps.")]
LanguageOption = Annotated[
    str | None, typer.Option("--language", help="Spoken language, e.g. en; default: detect.")
]


def checkpoint_path(path: Path | None) -> Path | None:
    """A model of this machine by its name; anything else as it is."""
    from engine.training.runs.registry import Registry  # noqa: PLC0415

    if path is None or path.exists():
        return path
    return Registry().models().get(str(path), path)


CheckpointOption = Annotated[
    Path | None,
    typer.Option(
        "--checkpoint",
        help="Instead of the default model: a file, or a name (`mibscope runs list`).",
        callback=checkpoint_path,
    ),
]
VoiceBaselineOption = Annotated[
    Path | None,
    typer.Option(
        "--voice-baseline",
        help="A recording of the only speaker, whose ordinary voice is then the zero; it may "
        "be the file itself.",
        readable=False,
    ),
]
NoVideoOption = Annotated[bool, typer.Option("--no-video", help="Leave the face out.")]
NoAudioOption = Annotated[bool, typer.Option("--no-audio", help="Leave the voice out.")]
NoTextOption = Annotated[bool, typer.Option("--no-text", help="Leave the words out.")]

OutOption = Annotated[Path | None, typer.Option("--out", help="Folder for the result files.")]
FormatOption = Annotated[
    str,
    typer.Option("--format", help=f"Result files in the folder, separated by commas. {_FORMATS}."),
]
ExportOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--export",
        help="A result file; its ending says which of the formats. May be given several times.",
    ),
]


def project_path(path: Path | None) -> Path | None:
    """As the window would recognise it.

    Raises:
        BadParameter: it has another ending.
    """
    if path is not None and path.suffix.lower() != SUFFIX:
        raise typer.BadParameter(f"“{path}” does not end in {SUFFIX}.")
    return path.resolve() if path else None


ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project",
        help=f"A project ({SUFFIX}) that keeps the results; made where there is none.",
        callback=project_path,
    ),
]
