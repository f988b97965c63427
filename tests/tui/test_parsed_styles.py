"""Style sheets are parsed once for all apps, and each app has its own theme all the same."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.css.stylesheet import Stylesheet
from textual.widgets import Input, Static

from crm_tui.tui.adapter import ParsedOnce, QuietApp


class Plain(QuietApp):
    CSS = "Static { color: $primary; } Screen { background: $panel; }"

    def compose(self) -> ComposeResult:
        yield Static("words")
        yield Input()


def plainly(app: QuietApp) -> Stylesheet:
    """What Textual itself makes of the same sheets."""
    fresh = Stylesheet(variables=app.get_css_variables())
    fresh.source = dict(app.stylesheet.source)
    fresh.parse()
    return fresh


def told(sheet: Stylesheet) -> list[str]:
    return [f"{rule.selectors} {dict(rule.styles.get_rules())}" for rule in sheet.rules]


async def test_the_second_app_parses_nothing() -> None:
    first, second = Plain(), Plain()
    async with first.run_test(), second.run_test():
        assert isinstance(first.stylesheet, ParsedOnce)
        assert first.stylesheet.rules
        assert all(one is other for one, other in zip(first.stylesheet.rules, second.stylesheet.rules, strict=True))


async def test_another_theme_is_one_apps_own() -> None:
    first, second = Plain(), Plain()
    async with first.run_test() as pilot, second.run_test():
        before = second.query_one(Static).styles.color
        for theme in ("nord", "textual-light", "dracula", "gruvbox", "monokai", "tokyo-night", "flexoki", "nord"):
            first.theme = theme
            await pilot.pause()
            assert told(first.stylesheet) == told(plainly(first))
        assert told(second.stylesheet) == told(plainly(second))
        assert second.query_one(Static).styles.color == before != first.query_one(Static).styles.color


async def test_an_app_of_textuals_own_is_left_alone() -> None:
    app: App[None] = App()
    async with app.run_test():
        assert type(app.stylesheet) is Stylesheet
