"""Stanford Sentiment Treebank phrases (SST-2), split by the sentence that a phrase is from.

The files hold phrases of sentences, drawn into train and dev at random: nearly every sentence has
phrases in both, often one inside the other. So the files' parts are joined and split anew. The
sentences are not named; a phrase that no other phrase contains stands for its sentence, and is the
group of all phrases that it contains.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from engine.datasets.schema import POLARITY, Labels, Record
from engine.datasets.splits import group_splits
from engine.datasets.text_sets import rows


def read_sst(root: Path) -> Iterator[Record]:
    """Phrases with their polarity.

    Left out: phrases in sentences of different splits ("of the year"), which would leak, and those
    that are labelled both ways. Of equal phrases one is kept.
    """
    polarity = _polarities(root)
    sentences = _sentences(polarity)
    split_of = group_splits((each[0] for each in sentences.values()), valid=0.1, test=0.1)
    for number, (phrase, label) in enumerate(polarity.items()):
        splits = {split_of[sentence] for sentence in sentences[phrase]}
        if label is None or len(splits) > 1:
            continue
        yield Record(
            dataset="sst",
            id=str(number),
            group=f"sst/{sentences[phrase][0]}",
            split=splits.pop(),
            labels=Labels(others={POLARITY: (label,)}),
            text=phrase,
        )


def _polarities(root: Path) -> dict[str, float | None]:
    """Label of every phrase; None where it has both."""
    found: dict[str, float | None] = {}
    for part in ("train", "dev"):
        for row in rows(root / f"text/sst/{part}.tsv", delimiter="\t"):
            label = {"0": 0.0, "1": 1.0}[row["label"]]
            if found.setdefault(row["sentence"].strip(), label) != label:
                found[row["sentence"].strip()] = None
    return found


def _sentences(phrases: Mapping[str, object]) -> dict[str, list[str]]:
    """For every phrase, those phrases that contain it and are contained in none; itself at least.

    From the longest to the shortest: what is not part of a sentence so far is one.
    """
    found: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=lambda each: (-len(each.split()), each)):
        if phrase in found:
            continue
        words = phrase.split()
        parts = {
            " ".join(words[start:end])
            for start in range(len(words))
            for end in range(start + 1, len(words) + 1)
        }
        for part in parts & phrases.keys():
            found.setdefault(part, []).append(phrase)
    return found
