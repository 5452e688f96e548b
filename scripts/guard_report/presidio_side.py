"""Runs Presidio's pattern recognisers over rows from standard input; in an environment with it.

`presidio.py` starts it with another interpreter. Prints a JSON list: was the row's value found?
"""

from __future__ import annotations

import json
import sys
from typing import Any

import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine


class BlankEngine(SpacyNlpEngine):
    """Tokens only: nothing is downloaded and no names are recognised."""

    def __init__(self, languages: list[str]) -> None:
        super().__init__(models=[{"lang_code": code, "model_name": "blank"} for code in languages])
        self.nlp = {code: spacy.blank(code) for code in languages}

    def load(self) -> None:
        """Nothing to load."""

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """The text's tokens without entities."""
        return self._doc_to_nlp_artifact(self.nlp[language](text), language)


def main() -> int:
    """Read rows, print verdicts."""
    rows: list[dict[str, Any]] = json.load(sys.stdin)
    languages = sorted({row["lang"] for row in rows})
    engine = BlankEngine(languages)
    registry = RecognizerRegistry(supported_languages=languages)
    registry.load_predefined_recognizers(languages=languages, nlp_engine=engine)
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=languages)
    found = []
    for row in rows:
        start = row["text"].index(row["value"])
        end = start + len(row["value"])
        results = analyzer.analyze(row["text"], language=row["lang"], score_threshold=0.3)
        found.append(any(each.start < end and each.end > start for each in results))
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
