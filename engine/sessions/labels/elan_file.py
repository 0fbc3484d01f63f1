"""Labels from an ELAN file (.eaf).

Tiers whose name begins with "sentiment" hold numbers in −3..3, those with "emotion" or "expression"
names of expressions ("label sentiment" and so on are read too, and then only those). The rater is
what stands after an @ in the tier's name, else the tier's annotator.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import DatasetError
from engine.sessions.exports.spans import LABEL_TIER
from engine.sessions.labels.incoming import Incoming, LabelFile, Roles, emotions_in, sentiment
from engine.sessions.labels.writing import Said
from engine.types import EMOTIONS, SENTIMENT, Emotion

_BEGINNINGS = {SENTIMENT: ("sentiment",), EMOTIONS: ("emotion", "expression")}
_PROGRAM = "MIBScope"


@dataclass(slots=True)
class _Found:
    """What several tiers say of one stretch."""

    where: str
    sentiment: float | None = None
    emotions: frozenset[Emotion] | None = None


@dataclass(slots=True)
class _Tiers:
    file: str
    found: dict[tuple[tuple[float, float], str], _Found] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(
        self, tier: str, head: str, rater: str, annotation: tuple[int | None, int | None, str]
    ) -> None:
        start, end, value = annotation
        if not value.strip():
            return
        if start is None or end is None or not 0 <= start < end:
            self.problems.append(
                f"{self.file}, tier “{tier}”: {value.strip()!r} is at no stretch of time."
            )
            return
        span = start / 1000, end / 1000
        where = f"{self.file}, tier “{tier}”, {span[0]:.3f} s"
        found = self.found.setdefault((span, rater), _Found(where))
        try:
            if head == SENTIMENT:
                found.sentiment = sentiment(value)
            else:
                found.emotions = emotions_in(value)
        except ValueError as error:
            self.problems.append(f"{where}: {error}.")

    def labels(self) -> tuple[Incoming, ...]:
        return tuple(
            Incoming(each.where, Said(rater, each.sentiment, each.emotions), span)
            for (span, rater), each in sorted(self.found.items(), key=lambda item: item[0])
            if each.sentiment is not None or each.emotions is not None
        )


def read_elan(path: Path, roles: Roles, rater: str) -> LabelFile:
    """All that can be used, and what cannot.

    Args:
        roles: names of the tiers of "sentiment" and "emotions" where they are others.
        rater: of the tiers that name none.

    Raises:
        DatasetError: it is no ELAN file, or none of its tiers holds labels.
    """
    from pympi.Elan import Eaf  # noqa: PLC0415 - only this format needs it

    try:
        document = Eaf(str(path), suppress_version_warning=True)
    except OSError as error:
        raise DatasetError(f"Cannot read {path}: {error}.") from error
    except Exception as error:  # the library raises whatever it stumbles over
        raise DatasetError(f"{path.name} is no ELAN file.") from error
    tiers = _Tiers(path.name)
    wanted = list(_wanted(document.get_tier_names(), roles))
    ours = [tier for tier, _ in wanted if tier.lower().startswith(LABEL_TIER)]
    if not ours and _PROGRAM in str(document.adocument.get("AUTHOR", "")) and not roles:
        raise DatasetError(
            f"{path.name} holds predictions and no labels.", hint="Labels are what people say."
        )
    for tier, head in wanted:
        if ours and tier not in ours:
            continue
        theirs = _rater(tier, document.tiers[tier][2], rater)
        if not theirs:
            tiers.problems.append(f"{path.name}, tier “{tier}”: there is no name of a rater.")
            continue
        for annotation in document.get_annotation_data_for_tier(tier):
            tiers.add(tier, head, theirs, annotation[:3])
    if not wanted:
        raise DatasetError(
            f"{path.name} has no tier of labels.",
            hint="Tiers are found by names that begin with sentiment, emotion or expression.",
        )
    return LabelFile(tiers.labels(), tuple(tiers.problems))


def _wanted(names: Iterable[str], roles: Roles) -> Iterable[tuple[str, str]]:
    """Tiers that hold labels, and of which head."""
    for tier in names:
        plain = tier.lower().removeprefix(LABEL_TIER)
        for head, beginnings in _BEGINNINGS.items():
            if (head in roles and tier.partition("@")[0] == roles[head]) or (
                head not in roles and plain.startswith(beginnings)
            ):
                yield tier, head


def _rater(tier: str, attributes: dict[str, str], otherwise: str) -> str:
    return tier.partition("@")[2].strip() or attributes.get("ANNOTATOR", "").strip() or otherwise
