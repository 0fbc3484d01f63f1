"""Lanes of what was there to be heard and seen, and of where the modalities differ."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from desktop_app.i18n.texts import translate
from desktop_app.state.switches import LaneId
from desktop_app.state.waveform import Reading
from desktop_app.views.format import emotion_name, face_name, modality_name, signed
from desktop_app.views.timeline.columns import Columns, coverage
from desktop_app.views.timeline.data import MODALITIES
from desktop_app.views.timeline.lane import Frame, Lane, Moment, Scales, ink, tint, tints
from desktop_app.views.timeline.raster import Pixels, bars, fill, row_line
from engine.types import Agreement, Modality

_UTTERANCE = 0.3
"""Strength of an utterance's ground under its words …"""
_WORDS = 0.7
"""… and how much the words add where they fill a column."""


class WaveformLane(Lane):
    """Minimum and maximum of the sound in each column, and within them its mean level."""

    id: ClassVar = LaneId.WAVEFORM
    least: ClassVar = 30
    weight: ClassVar = 12

    def unit(self, scales: Scales) -> str:
        return translate("Timeline", "±{level} of full scale").format(level=f"{scales.sound:g}")

    def draw(self, picture: Pixels, frame: Frame) -> None:
        pyramid = frame.waveform.pyramid
        if pyramid is None:
            return
        theme, middle = frame.theme, len(picture) / 2
        scale = (middle - 1) / frame.scales.sound
        low, high, rms = (part.astype(np.float64) for part in pyramid.columns(frame.edges))
        known = ~np.isnan(high)
        color = theme.modality(Modality.AUDIO)
        bars(
            picture,
            middle - high * scale,
            middle - low * scale,
            tint(theme, color, 0.45),
            known,
        )
        level = np.minimum(rms, np.maximum(high, -low))
        bars(picture, middle - level * scale, middle + level * scale, ink(color), known)

    def says(self, moment: Moment) -> str:
        pyramid = moment.waveform.pyramid
        if moment.waveform.state is Reading.NO_SOUND:
            return translate("Timeline", "the file has none")
        if pyramid is None:
            return ""
        half = max(moment.around_s, 0.02) / 2
        edges = np.array([max(0.0, moment.time_s - half), moment.time_s + half])
        low, high, rms = (float(part[0]) for part in pyramid.columns(edges))
        if math.isnan(high):
            return translate("Timeline", "nothing here") if moment.time_s < pyramid.reach_s else ""
        peak, mean = decibels(max(high, -low)), decibels(rms)
        return translate("Timeline", "peak {peak}, mean {mean}").format(peak=peak, mean=mean)


def decibels(level: float) -> str:
    """A level in 0..1 against full scale."""
    if level < 1e-5:
        return translate("Timeline", "silent")
    return f"{signed(20 * math.log10(level), 1)} dBFS"


class SpeechLane(Lane):
    """Utterances with speech in a light shade, the words themselves in a full one."""

    id: ClassVar = LaneId.SPEECH
    least: ClassVar = 11
    weight: ClassVar = 2

    def draw(self, picture: Pixels, frame: Frame) -> None:
        theme, series = frame.theme, frame.series
        every = Columns.of(series.spoken.starts, series.spoken.ends, frame.edges)
        spoken = every.any(series.spoken.names > 0) & every.shown
        fill(picture, tint(theme, theme.text_muted, _UTTERANCE), spoken)
        runs = series.words
        words = Columns.of(runs.starts, runs.ends, frame.edges)
        share = coverage(runs.starts, runs.ends, frame.edges) * _WORDS
        fill(picture, tints(theme, theme.text_muted, _UTTERANCE, share), words.filled)

    def says(self, moment: Moment) -> str:
        if moment.result is None:
            return translate("Timeline", "none", "speech")
        utterance = moment.result.utterance
        word = next((w for w in utterance.words if w.start_s <= moment.time_s <= w.end_s), None)
        if word is not None:
            return translate("Timeline", "“{word}”").format(word=word.text.strip())
        if utterance.has_speech:
            return translate("Timeline", "pause between words")
        return translate("Timeline", "nobody speaks")


class FaceLane(Lane):
    """Where the chosen person's face is in view, in the person's colour."""

    id: ClassVar = LaneId.FACES
    least: ClassVar = 11
    weight: ClassVar = 2

    def draw(self, picture: Pixels, frame: Frame) -> None:
        faces = frame.series.faces
        seen = Columns.of(faces.starts, faces.ends, frame.edges)
        if not seen.filled.any():
            return
        share = coverage(faces.starts, faces.ends, frame.edges)
        who = faces.names[np.clip(seen.first, 0, len(faces.names) - 1)]
        for person in np.unique(who[seen.filled]):
            shades = tints(frame.theme, frame.theme.person(int(person)), 0.35, share)
            fill(picture, shades, seen.filled & (who == person))

    def says(self, moment: Moment) -> str:
        result = moment.result
        if result is None or not result.faces:
            return translate("Timeline", "none", "face")
        near = min(abs(face.time_s - moment.time_s) for face in result.faces)
        if near > 0.25:
            return translate("Timeline", "out of view")
        return moment.person or face_name(result)


class ConflictLane(Lane):
    """A mark at each utterance whose modalities contradict each other."""

    id: ClassVar = LaneId.CONFLICT
    least: ClassVar = 11
    weight: ClassVar = 1

    def draw(self, picture: Pixels, frame: Frame) -> None:
        theme = frame.theme
        row_line(picture, len(picture) / 2, ink(theme.grid), frame.pixel)
        marked = frame.columns.any(frame.series.conflict) & frame.columns.shown
        shades = tints(theme, theme.conflict, 0.35, frame.columns.share(frame.series.conflict))
        thickness = max(3.0, len(picture) * 0.3)
        middle = np.full(len(marked), len(picture) / 2)
        bars(picture, middle - thickness, middle + thickness, shades, marked)

    def says(self, moment: Moment) -> str:
        result = moment.predicted
        if result is None or result.agreement is None:
            return ""
        if result.agreement.overall is Agreement.AGREE:
            return translate("Timeline", "none, they agree")
        if result.agreement.overall is Agreement.UNCLEAR:
            return translate("Timeline", "unclear")
        said = [
            f"{modality_name(modality)} {signed(part.unimodal.sentiment, 1)} "
            f"{emotion_name(part.unimodal.top_emotion)}"
            for modality in MODALITIES
            if (part := result.contributions.get(modality)) is not None
        ]
        return " · ".join(said)
