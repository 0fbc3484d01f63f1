"""The model card in Markdown: prose that a person wrote, tables that were measured.

The prose names the places of the tables by comments, which no reader of Markdown shows:

    <!-- file -->  <!-- protocol -->  <!-- data -->  <!-- sentiment -->  <!-- emotions -->
    <!-- confusions -->  <!-- calibration -->

Tables without a place follow at the end, under headings of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import CheckpointError
from engine.explain.calibration import HeadCalibration
from engine.training.cards.tables import (
    CardTable,
    Confusions,
    Plain,
    confusions,
    data_table,
    emotion_table,
    emotion_trust_table,
    markdown,
    percent,
    sentiment_table,
    sentiment_trust_table,
)
from engine.training.checkpoints import Checkpoint
from engine.types import HeadKind

NOT_MEASURED = "This was not measured for this file."
NO_CALIBRATION = (
    "The file has no calibration of its own: probabilities and intervals are as the model has "
    "them, so that before and after are the same."
)


@dataclass(frozen=True, slots=True)
class CardProse:
    """What a person has to say of a checkpoint, in Markdown."""

    text: str = ""

    def section(self, heading: str) -> str:
        """What stands under a heading of the second level; empty where there is none."""
        parts = re.split(r"^## +(.+?) *$", self.text, flags=re.MULTILINE)
        found = dict(zip(parts[1::2], parts[2::2], strict=True))
        return re.sub(r"<!--.*?-->", "", found.get(heading, ""), flags=re.DOTALL).strip()


def prose_path(checkpoint: Path) -> Path:
    """Where the prose of a checkpoint lies: beside it, as ``default.prose.md``."""
    return checkpoint.with_suffix(".prose.md")


def read_prose(path: Path) -> CardProse:
    """The prose of a file; empty where there is no such file.

    Raises:
        CheckpointError: it cannot be read as text.
    """
    try:
        return CardProse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return CardProse()
    except (OSError, UnicodeDecodeError) as error:
        raise CheckpointError(f"{path} cannot be read: {error}.") from error


def card_markdown(checkpoint: Checkpoint, prose: CardProse, file: str = "") -> str:
    """The card of the figures that the checkpoint carries.

    Args:
        file: the name that the checkpoint is known by.
    """
    name = file or "checkpoint"
    blocks = {
        "file": ("The file", _bullets(checkpoint_facts(checkpoint, name))),
        "data": ("Data", _table(data_table(checkpoint.lineage.data))),
        "protocol": ("How it was measured", str(checkpoint.card.get("protocol", NOT_MEASURED))),
        **_figures(checkpoint),
    }
    text = prose.text.strip() or f"# {name}"
    rest = []
    for key, (heading, block) in blocks.items():
        place = f"<!-- {key} -->"
        if place in text:
            text = text.replace(place, block)
        else:
            rest.append(f"## {heading}\n\n{block}")
    return "\n\n".join([text, *rest]) + "\n"


def _figures(checkpoint: Checkpoint) -> dict[str, tuple[str, str]]:
    card = checkpoint.card
    if "sets" not in card:
        return {"figures": ("Figures", NOT_MEASURED)}
    matrices = [found[-1] for name in card["sets"] if (found := confusions(card, name))]
    trust = [table for make in _TRUST if (table := make(card)).rows]
    notes = [] if checkpoint.calibration.heads else [NO_CALIBRATION]
    return {
        "sentiment": ("Sentiment", _table(sentiment_table(card))),
        "emotions": ("Emotions", _table(emotion_table(card))),
        "calibration": (
            "Calibration",
            "\n\n".join([*notes, *(f"{table.title}\n\n{_table(table)}" for table in trust)])
            if trust
            else NOT_MEASURED,
        ),
        "confusions": ("Confusions", "\n\n".join(map(_matrix, matrices)) or NOT_MEASURED),
    }


_TRUST = (sentiment_trust_table, emotion_trust_table)


def checkpoint_facts(checkpoint: Checkpoint, file: str) -> dict[str, str]:
    """What the file is, what it reads and where it comes from, in words, by name."""
    config, lineage = checkpoint.config, checkpoint.lineage
    parameters = sum(each.numel() for each in checkpoint.model.parameters())
    environment = ", ".join(f"{name} {version}" for name, version in lineage.environment.items())
    facts = {
        "file": file,
        "SHA-256": checkpoint.sha256,
        "model": f"{config.variant.value}, fusion by {config.fusion.value}, width {config.width}, "
        f"{parameters:,} parameters",
        "reads": "; ".join(
            f"{m}: {spec.name} v{spec.version} ({spec.dimension})"
            for m, spec in checkpoint.contract.extractors.items()
            if m in config.input_dims
        ),
        "predicts": "; ".join(
            f"{name}: {head.kind.value} of {head.size}" for name, head in config.heads.items()
        ),
        "recipe": f"{lineage.recipe}, seed {lineage.seed}",
        "started from": f"checkpoint {lineage.parent}" if lineage.parent else "random weights",
        "epoch": _epoch(checkpoint.card),
        "calibration": "; ".join(
            f"{name}: {_corrections(own, config.heads[name].kind)}"
            for name, own in checkpoint.calibration.heads.items()
            if name in config.heads
        )
        or "none in the file",
        "code": lineage.code,
        "made with": ", ".join(filter(None, [f"MIBScope {lineage.mibscope_version}", environment])),
    }
    return {name: fact for name, fact in facts.items() if fact}


def _epoch(card: Plain) -> str:
    if "epoch" not in card:
        return ""
    by = f" by {card['selected_by']}" if "selected_by" in card else ""
    score = card.get("validation_score")
    reached = "" if score is None else f" ({score:.4f})"
    return f"{card['epoch']}, chosen{by} on validation samples{reached}"


def _corrections(own: HeadCalibration, kind: HeadKind) -> str:
    parts = []
    if own.temperature:
        parts.append(f"logits divided by {_listed(own.temperature)}")
    if own.curves:
        parts.append("a curve for each class")
    if own.half_width:
        parts.append(f"half of the 80 % interval in spreads {_listed(own.half_width)}")
    return ", ".join([*parts, f"uncertain above a doubt of {own.limit(kind):.2f}"])


def _listed(values: Mapping[str, float]) -> str:
    return ", ".join(f"{value:.2f} ({name})" for name, value in values.items())


def _bullets(facts: Mapping[str, str]) -> str:
    return "\n".join(f"- {name}: {fact}" for name, fact in facts.items())


def _table(table: CardTable) -> str:
    if not table.rows:
        return NOT_MEASURED
    return f"{table.note}\n\n{markdown(table.head, table.rows)}"


def _matrix(found: Confusions) -> str:
    """Percent of each true class."""
    rows = [
        (
            name,
            str(sum(found.counts[true])),
            *(
                percent(found.share(true, guess)) if sum(found.counts[true]) else "–"
                for guess in range(len(found.classes))
            ),
        )
        for true, name in enumerate(found.classes)
    ]
    title = f"`{found.dataset}`, seen {found.view}, n = {found.n}; percent of each true class:"
    return f"{title}\n\n{markdown(('true ↓ predicted →', 'n', *found.classes), rows)}"
