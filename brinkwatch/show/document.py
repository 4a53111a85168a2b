"""Write one HTML file that needs nothing from outside and, by its own policy, may not ask for anything."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence

from brinkwatch.show.escape import for_html

STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --rule: #d9dde3; --paper: #fdfdfc; --card: #ffffff;
  --accent: #1f5f8b; --alert: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #a3adba; --rule: #39424e; --paper: #14181e;
  --card: #1b2129; --accent: #7fb8e0; --alert: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 3rem; max-width: 66rem; color: var(--ink); background: var(--paper);
  font: 16px/1.55 system-ui, "Helvetica Neue", Arial, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans CJK KR",
  "Noto Sans KR", sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2.75rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1.05rem; margin: 0 0 .25rem; }
p { max-width: 44rem; margin: .4rem 0; }
a { color: var(--accent); }
figure { margin: 1.5rem 0; padding: 1rem; background: #ffffff; border: 1px solid var(--rule); border-radius: 6px;
  overflow-x: auto; color-scheme: only light; color: #1c2430; }
figure svg.marks { max-width: 100%; min-width: 38rem; height: auto; }
.chart { width: 100%; }
.scroll { overflow-x: auto; }
.scroll table { border-collapse: collapse; font-size: .95rem; font-variant-numeric: tabular-nums; }
.scroll th, .scroll td { text-align: left; padding: .35rem 1.5rem .35rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
.scroll th { color: var(--soft); font-weight: 600; white-space: nowrap; }
.scroll th:last-child, .scroll td:last-child { padding-right: 0; }
.scroll .number { text-align: right; }
article { margin: 1rem 0; padding: 1rem 1.25rem; background: var(--card); border: 1px solid var(--rule);
  border-left: 4px solid var(--alert); border-radius: 6px; break-inside: avoid; }
.state { color: var(--alert); font-size: .8rem; font-weight: 600; letter-spacing: .04em; text-transform: uppercase; }
.soft, footer { color: var(--soft); font-size: .9rem; }
ol.evidence { margin: .75rem 0 0; padding-left: 1.25rem; }
ol.evidence li { margin: .5rem 0; }
.behind select { font: inherit; max-width: 100%; }
.behind code { overflow-wrap: anywhere; }
.chart path[role=button]:focus-visible { opacity: .3 !important; outline: 2px solid var(--accent); }
blockquote { margin: .15rem 0 0; padding-left: .75rem; border-left: 2px solid var(--rule); }
footer { margin-top: 3rem; padding-top: .75rem; border-top: 1px solid var(--rule); }
@media print { :root { --ink: #000; --soft: #444; --paper: #fff; --card: #fff; --rule: #bbb; --accent: #000;
  --alert: #b3261e; } body { padding: 0; font-size: 11pt; max-width: none; } .vega-embed details { display: none; }
  figure { break-inside: avoid; } h2 { break-after: avoid; } }
"""

_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data: blob:; style-src 'unsafe-inline'"


def document(title: str, body: str, scripts: Sequence[str] = ()) -> str:
    """Give a page of escaped `body`; only exactly these scripts may run in it, whatever its text says."""
    allowed = " ".join(f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts)
    policy = f"{_POLICY}; script-src {allowed}" if scripts else _POLICY
    return (
        "<!doctype html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{for_html(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n"
        + "".join(f"<script>{script}</script>\n" for script in scripts)
        + "</body>\n</html>\n"
    )
