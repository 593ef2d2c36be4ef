"""The style of a picture, light and dark. All of it is in the text: no font, no image and no script comes from elsewhere."""

from .lanes import OUTCOMES

_COLOURS = {
    "ground": ("#ffffff", "#0d1117"),
    "text": ("#1c2128", "#e6edf3"),
    "faint": ("#59636e", "#9aa4af"),
    "line": ("#c4ccd4", "#3d444d"),
    "withheld": ("#f2c744", "#9e7a10"),
    "stalled": ("#d3dae1", "#444c56"),
    "poll": ("#57606a", "#aab3bd"),
    "fault": ("#c4161c", "#ff7b72"),
    "succeeded": ("#1a7f37", "#3fb950"),
    "partial": ("#8a5a00", "#e3a008"),
    "failed": ("#c4161c", "#ff7b72"),
    "gone": ("#7a3fd0", "#b78cff"),
    "pending": ("#0860ca", "#58a6ff"),
    "stopped": ("#59636e", "#9aa4af"),
}
"""Of each name the colour on a light and on a dark page, both with a contrast to the ground that can be read."""


def style(place: str, rules: str) -> str:
    """CSS for what is inside *place*, a selector: the colours as variables, and *rules*."""
    light, dark = ("".join(f"--{name}:{of[which]};" for name, of in _COLOURS.items()) for which in (0, 1))
    return f"{place}{{color-scheme:light dark;{light}}}@media(prefers-color-scheme:dark){{{place}{{{dark}}}}}{rules}"


def for_each_outcome(rule: str) -> str:
    """*rule* once for each outcome, which it calls OUTCOME."""
    return "".join(rule.replace("OUTCOME", outcome) for outcome in OUTCOMES)


PICTURE = style(
    ".tarry-waits",
    ".tarry-waits{background:var(--ground);fill:var(--text);display:block;max-width:100%;"
    "font:12px/1.4 ui-sans-serif,system-ui,sans-serif}.tarry-waits .n{font-weight:600}.tarry-waits .f{fill:var(--faint)}"
    ".tarry-waits .t{stroke:var(--line)}.tarry-waits .g{stroke:var(--line);stroke-dasharray:2 3}"
    ".tarry-waits .w{fill:var(--withheld)}.tarry-waits .s{fill:var(--stalled)}.tarry-waits .p{fill:var(--poll)}"
    ".tarry-waits .m{fill:var(--ground);stroke:var(--poll);stroke-width:1.5}"
    ".tarry-waits .x{stroke:var(--fault);stroke-width:2.5;fill:none}"
    ".tarry-waits .b{fill:none;stroke:transparent;stroke-width:2}.tarry-waits .l:focus{outline:none}"
    ".tarry-waits .l:focus .b,.tarry-waits .l:hover .b{stroke:var(--pending)}"
    ".tarry-waits path{vector-effect:non-scaling-stroke}.tarry-waits .dp{stroke:var(--ground);stroke-width:3}"
    ".tarry-waits .dx{stroke:var(--fault);stroke-width:4}.tarry-waits .dw{stroke:var(--withheld);stroke-width:4}"
    ".tarry-waits .ds{stroke:var(--stalled);stroke-width:5}"
    + for_each_outcome(
        ".tarry-waits .OUTCOME{fill:var(--OUTCOME)}.tarry-waits .l-OUTCOME{stroke:var(--OUTCOME);stroke-width:3}"
    ),
)
