"""Pictures of paper made easy to read: straight, evenly white, without grain, large enough."""

from typing import Any

import cv2
import numpy as np
from PIL import Image

Gray = np.ndarray[Any, np.dtype[np.uint8]]

_STEEPEST = 4.0


def cleaned(picture: Image.Image) -> Gray:
    """Return the picture straight, on even white paper, without grain, and large enough for small print.

    Raises `ValueError` for a picture that has no shape to work on.
    """
    try:
        return _cleaned(picture)
    except cv2.error as error:
        raise ValueError("the picture cannot be cleaned") from error


def _cleaned(picture: Image.Image) -> Gray:
    gray: Gray = np.asarray(picture, dtype=np.uint8)
    if min(gray.shape) < 8 or gray.std() < 1:
        return gray
    gray = _straight(gray)
    even = cv2.GaussianBlur(cv2.divide(gray, _paper_of(gray), scale=255), (0, 0), 0.8)
    if max(even.shape) < 2000:
        even = cv2.resize(even, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC)
    return np.asarray(even, dtype=np.uint8)


def _paper_of(gray: Gray) -> Gray:
    """Return the bare paper, print taken out; a quarter of the size is enough to see shadows and stains."""
    height, width = gray.shape
    small = cv2.resize(cv2.dilate(gray, np.ones((7, 7), np.uint8)), (max(width // 4, 1), max(height // 4, 1)))
    return np.asarray(cv2.resize(cv2.medianBlur(small, 7), (width, height)), dtype=np.uint8)


def _straight(gray: Gray) -> Gray:
    """Turn by the few degrees at which lines of text and gaps between them stand out most."""
    scale = 600 / max(gray.shape)
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else gray
    ink = 255 - cv2.divide(small, cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 15), scale=255)
    best = 0.0
    for reach, step in ((_STEEPEST, 0.5), (0.5, 0.1)):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _contrast_of_rows(ink, float(angle))))
    if abs(best) < 0.15:
        return gray
    return np.asarray(_turned(gray, best, 255), dtype=np.uint8)


def _contrast_of_rows(ink: Gray, angle: float) -> float:
    rows = _turned(ink, angle, 0).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


def _turned(picture: Gray, angle: float, edge: int) -> Gray:
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(
        picture,
        matrix,
        (width, height),
        flags=cv2.INTER_CUBIC if edge else cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE if edge else cv2.BORDER_CONSTANT,
        borderValue=edge,
    )
    return np.asarray(turned, dtype=np.uint8)
