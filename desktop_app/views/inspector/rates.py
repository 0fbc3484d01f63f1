"""What each bottleneck kept of its input, and what it filtered."""

from __future__ import annotations

from desktop_app.i18n.texts import translate
from desktop_app.state.rates import RateCeiling
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.charts.bars import Bar, BarChart
from desktop_app.views.format import modality_name, nats, why_absent
from desktop_app.views.sections import Section, small
from engine.types import Modality, UtteranceResult


class RatePart(Section):
    """Kept: the rate of the bottleneck. Filtered: what is missing to its fullest utterance."""

    def __init__(self, ceiling: RateCeiling, themes: ThemeManager) -> None:
        super().__init__(
            translate("RatePart", "Kept / filtered by the bottlenecks"),
            translate(
                "RatePart",
                "Kept: how many nats a modality's bottleneck lets through (1 nat = 1.44 bits).\n"
                "Filtered: by how much that is less than the most it lets through anywhere in "
                "this\nvideo; a code has no other upper limit.",
            ),
        )
        self._ceiling, self._themes = ceiling, themes
        self.chart = BarChart(themes, self.tr("Nats kept and filtered"))
        self._fused = small()
        self.body.addWidget(self.chart)
        self.body.addWidget(self._fused)

    @property
    def text(self) -> str:
        return f"{self.chart.accessibleDescription()} {self._fused.text()}"

    def show_result(self, result: UtteranceResult) -> None:
        bars, said = [], []
        here = [part.rate_nats for part in result.contributions.values()]
        whole = max(1e-9, self._ceiling.highest, *here)
        for modality in Modality:
            name, part = modality_name(modality), result.contributions.get(modality)
            color = self._themes.theme.modality(modality)
            if part is None:
                bars.append(Bar(name, self.tr("absent"), color, None))
                missing = self.tr("{modality} absent: {reason}")
                said.append(missing.format(modality=name, reason=why_absent(result, modality)))
                continue
            kept, most = part.rate_nats, max(part.rate_nats, self._ceiling.of(modality))
            text = f"{kept:.2f} / {nats(most - kept)}"
            bars.append(Bar(name, text, color, kept / whole, reach=most / whole))
            through = self.tr("{modality} kept {kept}, filtered {filtered}")
            said.append(through.format(modality=name, kept=nats(kept), filtered=nats(most - kept)))
        self.chart.show_bars(bars, "; ".join(said))
        self._fused.setText(_fused(result))
        self._fused.setVisible(result.fused_rate_nats is not None)


def _fused(result: UtteranceResult) -> str:
    """What the last bottleneck makes of what the others let through."""
    if result.fused_rate_nats is None:
        return ""
    came = sum(part.rate_nats for part in result.contributions.values())
    said = translate("RatePart", "Together {together}; the fused code keeps {kept}.")
    return said.format(together=nats(came), kept=nats(result.fused_rate_nats))
