"""Figures about responses. The shape of the reply is our own choice; no source shows it."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from core.sandbox.refiner.records import Response


def report(kind: str, responses: Sequence[Response]) -> dict[str, Any]:
    """Return the figure of that kind; `value` is null where nothing was answered."""
    return {"type": kind, "responses_count": len(responses), "value": REPORTS[kind](responses)}


def _numbers(responses: Sequence[Response], slug: str) -> list[float]:
    answers = (response.data.get(slug) for response in responses)
    return [float(a) for a in answers if isinstance(a, (int, float)) and not isinstance(a, bool)]


def _nps(responses: Sequence[Response]) -> int | None:
    scores = _numbers(responses, "nps")
    balance = sum(score >= 9 for score in scores) - sum(score <= 6 for score in scores)
    return round(100 * balance / len(scores)) if scores else None


def _csat(responses: Sequence[Response]) -> int | None:
    scores = _numbers(responses, "csat")
    return round(100 * sum(score >= 4 for score in scores) / len(scores)) if scores else None


def _ratings(responses: Sequence[Response]) -> float | None:
    scores = _numbers(responses, "rating")
    return round(sum(scores) / len(scores), 2) if scores else None


def _distribution(responses: Sequence[Response]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for response in responses:
        for slug, value in response.data.items():
            counts.setdefault(slug, Counter())[str(value)] += 1
    return {slug: dict(count) for slug, count in counts.items()}


REPORTS: dict[str, Callable[[Sequence[Response]], Any]] = {
    "nps": _nps,
    "csat": _csat,
    "ratings": _ratings,
    "distribution": _distribution,
    "count": len,
}
"""Kinds of report."""
