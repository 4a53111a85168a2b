"""Six papers of four countries, and a configuration of rules over them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

PAPERS = {"post": "US", "star": "GB", "times": "GB", "ilbo": "KR", "herald": "KR", "shimbun": "JP"}


def configured(folder: Path, rules: dict[str, dict[str, Any]]) -> Path:
    """Write a configuration of the papers, with these rules over a watch."""
    contents: dict[str, object] = {
        "settings.yaml": {"contact": "https://desk.example/contact", "health": {"alerts": False}},
        "sources.yaml": {
            "sources": {
                name: {"name": name.title(), "country": country, "language": "en"} for name, country in PAPERS.items()
            }
        },
        "feeds.yaml": {"feeds": {}},
        "entities.yaml": {
            "entities": {
                "envoy-brekke": {"name": "Envoy Brekke", "kind": "person"},
                "minister-oh": {"name": "Minister Oh", "kind": "person"},
            }
        },
        "topics.yaml": {"topics": {}},
        "watches.yaml": {
            "watches": {
                "korea": {"name": "Korea", "description": "d", "terms": {"en": ["Korea"]}, "rules": rules},
            }
        },
        "alerts.yaml": {"receivers": {"console": {"kind": "console"}}},
    }
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder
