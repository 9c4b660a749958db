"""The OCR engine RapidOCR: slower and hungrier than Tesseract, but it brings its models along."""

import logging
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
from PIL import Image
from rapidocr import RapidOCR
from rapidocr.utils.output import RapidOCROutput

from pm_app.adapters.reading.ocr import Seen
from pm_app.adapters.reading.paper import cleaned
from pm_app.adapters.reading.places import Affine, Place, SeenWord, carried, placed_text

_SURE = 60
# what it is less sure of it does not tell
_LEAST_SCORE = 0.5
_SIDEWAYS = 1.5
_TELLING_LETTERS = 3


class _Piece(NamedTuple):
    """A piece of a line: its four corners, its text, the words in it as the engine tells them, if it does."""

    corners: np.ndarray
    text: str
    words: Sequence[tuple[str, Any]]


def engine(tessdata: str) -> "Rapid":
    """Return the engine; it needs no data from outside."""
    return Rapid()


class Rapid:
    """Finds lines of text wherever they are, then reads each."""

    def __init__(self) -> None:
        logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
        # the classifier of direction turns lines that stood upright
        self._engine = RapidOCR(
            params={
                "Global.use_cls": False,
                "Global.return_word_box": True,
                "Global.log_level": "critical",
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
            }
        )

    def read(self, picture: Image.Image, seconds: float) -> Seen:
        """Return what is on the picture, line by line from the top."""
        paper = cleaned(picture)
        found = self._engine(cv2.cvtColor(paper.picture, cv2.COLOR_GRAY2BGR))
        if not isinstance(found, RapidOCROutput) or found.boxes is None or not found.txts or not found.scores:
            return Seen("", (), 0.0)
        pieces = _pieces(found)
        text, words = placed_text(_words(pieces, paper.way_back))
        score = sum(found.scores) / len(found.scores)
        return Seen(text, words, 100 * (score - _LEAST_SCORE) / (1 - _LEAST_SCORE), _runs_sideways(pieces))

    def turns(self, picture: Image.Image, first: Seen) -> list[int]:
        """Return the turns that would make the lines of the first look run across, from the left to the right.

        The engine reads a line that runs up or down as if it were turned to the left: well only if that is right.
        """
        if not first.sideways:
            return [2]
        return [1] if first.confidence >= _SURE else [3, 1]


def _pieces(found: RapidOCROutput) -> list[_Piece]:
    texts, boxes = list(found.txts or ()), found.boxes
    assert boxes is not None
    told = list(found.word_results)
    # lines are told without their words where some line has none
    fits = len(told) == len(texts) and all(isinstance(word, tuple) and len(word) == 3 for line in told for word in line)
    lines: list[Any] = told if fits else [[] for _ in texts]
    return [
        _Piece(np.asarray(box), text, [(str(word[0]), word[2]) for word in line])
        for box, text, line in zip(boxes, texts, lines, strict=True)
    ]


def _runs_sideways(pieces: list[_Piece]) -> bool:
    """Tell whether more of the text runs up or down than across; short pieces tell nothing."""
    up = across = 0
    for piece in pieces:
        if len(piece.text) < _TELLING_LETTERS:
            continue
        width, height = np.ptp(piece.corners[:, 0]), np.ptp(piece.corners[:, 1])
        if height > _SIDEWAYS * width:
            up += len(piece.text)
        else:
            across += len(piece.text)
    return up > across


def _words(pieces: list[_Piece], way_back: Affine) -> Iterator[SeenWord]:
    """Yield the words line by line; what stands at one height is one line, two blanks between its pieces."""
    for line in _lines(pieces):
        gap = "\n"
        for piece in sorted(line, key=lambda piece: float(piece.corners[:, 0].min())):
            for text, place in _placed(piece):
                yield SeenWord(gap, text, carried(place, way_back))
                gap = " "
            gap = "  "


def _lines(pieces: list[_Piece]) -> list[list[_Piece]]:
    lines: list[list[_Piece]] = []
    last = -1e9
    for piece in sorted(pieces, key=lambda piece: float(piece.corners[:, 1].mean())):
        middle, height = float(piece.corners[:, 1].mean()), float(np.ptp(piece.corners[:, 1]))
        if not lines or middle - last > height / 2:
            lines.append([])
            last = middle
        lines[-1].append(piece)
    return lines


def _placed(piece: _Piece) -> Iterator[tuple[str, Place]]:
    """Yield the words of a piece, each with its place; where the engine's words are not the text's, by their length."""
    words = piece.text.split()
    if words == [text for text, _ in piece.words]:
        for text, corners in piece.words:
            yield text, _around(np.asarray(corners))
        return
    whole = _around(piece.corners)
    wide = (whole.right - whole.left) / max(len(piece.text), 1)
    at = 0
    for text in words:
        at = piece.text.index(text, at)
        yield text, whole._replace(left=whole.left + at * wide, right=whole.left + (at + len(text)) * wide)
        at += len(text)


def _around(corners: np.ndarray) -> Place:
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return Place(float(left), float(top), float(right), float(bottom))
