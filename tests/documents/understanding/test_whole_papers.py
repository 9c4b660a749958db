"""Whole papers in many offices' wording: what is filled in of each is right, and nothing that is not on it."""

import pytest

from pm_app.documents.enums import FindingKind
from tests.documents.understanding.more_whole_papers import PAPERS
from tests.documents.understanding.papers import findings
from tests.documents.understanding.whole_papers import Paper

LEAST_FILLED_IN = 50


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.kind.value)
def test_what_is_filled_in_of_a_paper_is_what_it_says(paper: Paper) -> None:
    filled_in: dict[FindingKind, str] = {}
    for one in findings(paper.text):
        if one.confidence >= LEAST_FILLED_IN:
            filled_in.setdefault(one.kind, one.value)

    assert {kind: filled_in.get(kind, "") for kind in paper.facts} == dict(paper.facts)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.kind.value)
def test_the_kind_proposed_first_is_that_of_the_paper(paper: Paper) -> None:
    assert next(one.value for one in findings(paper.text) if one.kind is FindingKind.KIND) == paper.kind.value
