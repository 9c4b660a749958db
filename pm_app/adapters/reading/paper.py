"""Pictures of paper made easy to read: straight, evenly white, without grain, large enough."""

from typing import Any, NamedTuple

import cv2
import numpy as np
from PIL import Image

from pm_app.adapters.reading.places import Affine

Gray = np.ndarray[Any, np.dtype[np.uint8]]
Matrix = np.ndarray[Any, np.dtype[np.float64]]

_STEEPEST = 4.0
_STAYS: Affine = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))


class Cleaned(NamedTuple):
    """A picture made easy to read, and the way of its points back to the picture as it was."""

    picture: Gray
    way_back: Affine


def cleaned(picture: Image.Image) -> Cleaned:
    """Return the picture straight, on even white paper, without grain, and large enough for small print.

    Raises `ValueError` for a picture that has no shape to work on.
    """
    try:
        return _cleaned(picture)
    except cv2.error as error:
        raise ValueError("the picture cannot be cleaned") from error


def _cleaned(picture: Image.Image) -> Cleaned:
    gray: Gray = np.asarray(picture, dtype=np.uint8)
    if min(gray.shape) < 8 or gray.std() < 1:
        return Cleaned(gray, _STAYS)
    angle = _slant(gray)
    way_back = _STAYS
    if angle:
        back = cv2.invertAffineTransform(_turn(gray, angle)).tolist()
        way_back = (tuple(back[0]), tuple(back[1]))
        gray = np.asarray(_turned(gray, angle, 255), dtype=np.uint8)
    even = cv2.GaussianBlur(cv2.divide(gray, _paper_of(gray), scale=255), (0, 0), 0.8)
    if max(even.shape) < 2000:
        even = cv2.resize(even, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC)
        (a, b, c), (d, e, f) = way_back
        way_back = ((a / 1.5, b / 1.5, c), (d / 1.5, e / 1.5, f))
    return Cleaned(np.asarray(even, dtype=np.uint8), way_back)


def _paper_of(gray: Gray) -> Gray:
    """Return the bare paper, print taken out; a quarter of the size is enough to see shadows and stains."""
    height, width = gray.shape
    small = cv2.resize(cv2.dilate(gray, np.ones((7, 7), np.uint8)), (max(width // 4, 1), max(height // 4, 1)))
    return np.asarray(cv2.resize(cv2.medianBlur(small, 7), (width, height)), dtype=np.uint8)


def _slant(gray: Gray) -> float:
    """Return the few degrees to turn by so that lines of text and gaps between them stand out most."""
    scale = 600 / max(gray.shape)
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else gray
    ink = 255 - cv2.divide(small, cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 15), scale=255)
    best = 0.0
    for reach, step in ((_STEEPEST, 0.5), (0.5, 0.1)):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _contrast_of_rows(ink, float(angle))))
    return 0.0 if abs(best) < 0.15 else best


def _contrast_of_rows(ink: Gray, angle: float) -> float:
    rows = _turned(ink, angle, 0).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


def _turn(picture: Gray, angle: float) -> Matrix:
    height, width = picture.shape[:2]
    return np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0), dtype=np.float64)


def _turned(picture: Gray, angle: float, edge: int) -> Gray:
    height, width = picture.shape[:2]
    turned = cv2.warpAffine(
        picture,
        _turn(picture, angle),
        (width, height),
        flags=cv2.INTER_CUBIC if edge else cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE if edge else cv2.BORDER_CONSTANT,
        borderValue=edge,
    )
    return np.asarray(turned, dtype=np.uint8)
