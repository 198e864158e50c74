"""axe: what a screen reader, a keyboard or weak eyes would stumble over (LOOK 7)."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

from crm.testing.browsers import SIZES

# axe judges what it sees once; what moves is stopped first, or a half-faded text counts as too pale.
STILL = "*,*::before,*::after{animation:none!important;transition:none!important}"
GRAVE = {"serious", "critical"}
# What unfold's pages bring and our templates cannot mend: rule -> why.
BASELINE: dict[str, str] = {}
EVERY = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOURS = ["color-contrast"]  # all that can differ between light and dark
# As the switch of the desk does it.
DARK = """document.documentElement.classList.add("dark");
    getComputedStyle(document.documentElement).colorScheme"""
RUN = "([where, how]) => axe.run(where, how).then((found) => found.violations)"
# What is well needs not be told in full, and no rule that we ask reads style sheets.
WRONG_ALONE = {"resultTypes": ["violations"], "preload": False}
SWAGGERS = {"exclude": [[".swagger-ui"]]}  # the description of the API is drawn by its own script


def axe(page: Any, rules: list[str] = EVERY) -> list[str]:
    """What is seriously wrong on the page as it is now, a line each; empty is well. `rules` by tag or name.

    The context needs `bypass_csp=True`: axe is a script that no page of ours would load.
    """
    page.wait_for_load_state()
    page.add_style_tag(content=STILL)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(RUN, [SWAGGERS, {**WRONG_ALONE, "runOnly": rules}])
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:160]} | {_why(node)}"
        for one in violations
        if one["impact"] in GRAVE and one["id"] not in BASELINE
        for node in one["nodes"]
    ]


def wrong_on(page: Any) -> dict[str, list[str]]:
    """{size or scheme: what is wrong there}, of an open page: both sizes, and the dark colours on the desk's."""
    wrong = {}
    for size, pixels in reversed(SIZES.items()):
        page.set_viewport_size(pixels)
        wrong[size] = axe(page)
    scheme = page.evaluate(DARK)
    wrong["dark"] = axe(page, OF_COLOURS) + ([] if scheme == "dark" else [f"the page stays {scheme}"])
    return {where: lines for where, lines in wrong.items() if lines}


def _why(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for check in [*node["any"], *node["all"], *node["none"]])[:200]
