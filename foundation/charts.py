"""Bar charts as SVG, made on the server, for black and white paper as well as for screens.

Nothing in them needs a style sheet or a script: colour is the text's own, series differ by their
pattern, every bar carries its value in words. Lengths are per cent of the width, letters keep their
size, so a chart fits a phone. A screen reader hears title and description and is sent to the table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_LABEL, _BAR, _GAP = 18, 16, 8
"""Heights in pixels: a row's name, one of its bars, and the room below the row."""
_WIDEST = 66
"""Per cent of the width that the longest bar takes; its value stands to the right of it."""
_LONGEST_LABEL = 38
"""Letters that fit the narrowest phone."""
_FILLS = ("currentColor", "url(#garis-{name})", "none")
"""Full, hatched, empty: three series can be told apart without colour."""


@dataclass(frozen=True)
class Bar:
    """One bar: its length, and its value in words."""

    value: int
    text: str


@dataclass(frozen=True)
class Chart:
    """Rows of bars; each row has one bar per series. ``name`` is unique on its page."""

    name: str
    title: str
    summary: str
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Bar, ...]], ...]

    def svg(self) -> SafeString:
        """The chart, to stand in a page."""
        highest = max((bar.value for _, bars in self.rows for bar in bars), default=0) or 1
        top = _LABEL * len(self.series) + _GAP if len(self.series) > 1 else 0
        step = _LABEL + _BAR * len(self.series) + _GAP
        body = format_html_join(
            "",
            "{}",
            (
                (self._row(label, bars, top + index * step, highest),)
                for index, (label, bars) in enumerate(self.rows)
            ),
        )
        return format_html(
            '<svg class="grafik" role="img" aria-labelledby="{name}-judul {name}-isi" width="100%"'
            ' height="{height}" font-size="13" fill="currentColor">'
            '<title id="{name}-judul">{title}</title><desc id="{name}-isi">{summary}</desc>'
            '<defs><pattern id="garis-{name}" width="5" height="5" patternUnits="userSpaceOnUse"'
            ' patternTransform="rotate(45)"><rect width="2" height="5" fill="currentColor"/>'
            "</pattern></defs>{legend}{body}</svg>",
            name=self.name,
            title=self.title,
            summary=self.summary,
            height=top + step * len(self.rows),
            legend=self._legend(),
            body=body,
        )

    def _legend(self) -> SafeString | str:
        if len(self.series) < 2:
            return ""
        return format_html_join(
            "",
            '<rect x="0" y="{}" width="12" height="10" fill="{}" stroke="currentColor"'
            ' transform="translate(1)"/><text x="18" y="{}">{}</text>',
            (
                (index * _LABEL + 3, self._fill(index), index * _LABEL + 12, name)
                for index, name in enumerate(self.series)
            ),
        )

    def _row(self, label: str, bars: Sequence[Bar], y: int, highest: int) -> SafeString:
        drawn = format_html_join(
            "",
            '<rect x="0" y="{0}" width="{1}%" height="11" fill="{2}" stroke="currentColor"'
            ' transform="translate(1)"/><text x="{1}%" dx="7" y="{3}">{4}</text>',
            (
                (
                    y + _LABEL + index * _BAR,
                    f"{max(bar.value, 0) * _WIDEST / highest:.2f}",
                    self._fill(index),
                    y + _LABEL + index * _BAR + 10,
                    bar.text,
                )
                for index, bar in enumerate(bars)
            ),
        )
        short = label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
        return format_html('<text x="0" y="{}">{}</text>{}', y + 13, short, drawn)

    def _fill(self, index: int) -> str:
        return _FILLS[index % len(_FILLS)].format(name=self.name)
