"""The table of utterances that `analyze` and `demo` print as results come."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

from engine.sessions.exports.wording import moment
from engine.types import Modality, UtteranceResult

_TITLES = {Modality.TEXT: "words", Modality.AUDIO: "voice", Modality.VISION: "face"}
_WIDTHS = {"time": 15, "sentiment": 9, "expression": 28, "share": 14}
_COLUMN_GAP = "  "


def header() -> Text:
    """Column titles: shares are Shapley values of sentiment with the rate in nats."""
    shares = [f"{_TITLES[modality]} (nats)" for modality in Modality]
    return Text(_row("time", "sentiment", "expression shown", shares, "text"), style="bold")


def legend() -> str:
    return (
        "sentiment −3…3 · expression: two most probable of seven · words, voice, face: exact share "
        "of the sentiment (Shapley) and, in brackets, what the bottleneck lets through · "
        "– absent · ? uncertain"
    )


def line(result: UtteranceResult) -> Text:
    """One utterance; a modality that took no part is shown as –."""
    utterance = result.utterance
    ranked = sorted(result.prediction.emotions.items(), key=lambda pair: -pair[1])[:2]
    time = f"{moment(utterance.start_s)}–{moment(utterance.end_s)}"
    expression = ", ".join(f"{emotion} {value:.0%}" for emotion, value in ranked)
    expression = f"? {expression}" if result.emotion_uncertain else expression
    shares = [_share(result, modality) for modality in Modality]
    text = utterance.text or "(no speech)"
    doubt = "?" if result.sentiment_uncertain else ""
    sentiment = f"{result.prediction.sentiment:+.2f}{doubt}"
    style = _style(result.prediction.sentiment)
    return Text(_row(time, sentiment, expression, shares, text), style)


def _share(result: UtteranceResult, modality: Modality) -> str:
    contribution = result.contributions.get(modality)
    if contribution is None:
        return "–"
    return f"{contribution.shapley_sentiment:+.2f} ({contribution.rate_nats:.1f})"


def _row(time: str, sentiment: str, expression: str, shares: list[str], text: str) -> str:
    cells = [
        _pad(time, _WIDTHS["time"]),
        _pad(sentiment, _WIDTHS["sentiment"]),
        _pad(expression, _WIDTHS["expression"]),
        *(_pad(share, _WIDTHS["share"]) for share in shares),
        text,
    ]
    return _COLUMN_GAP.join(cells)


def _pad(text: str, width: int) -> str:
    return text + " " * max(0, width - cell_len(text))


def _style(sentiment: float) -> str:
    if sentiment >= 0.5:
        return "blue"
    return "dark_orange" if sentiment <= -0.5 else ""
