"""The OCR engine RapidOCR: slower and hungrier than Tesseract, but it brings its models along."""

import logging

import cv2
import numpy as np
from PIL import Image
from rapidocr import RapidOCR
from rapidocr.utils.output import RapidOCROutput

from pm_app.adapters.reading.ocr import Seen
from pm_app.adapters.reading.paper import cleaned


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
                "Global.log_level": "critical",
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
            }
        )

    def read(self, picture: Image.Image, seconds: float) -> Seen:
        """Return what is on the picture, line by line from the top."""
        found = self._engine(cv2.cvtColor(cleaned(picture), cv2.COLOR_GRAY2BGR))
        if not isinstance(found, RapidOCROutput) or found.boxes is None or not found.txts or not found.scores:
            return Seen("", 0.0)
        return Seen(_in_lines(found.boxes, list(found.txts)), 100 * sum(found.scores) / len(found.scores))

    def turns(self, picture: Image.Image) -> list[int]:
        """Return every turn: the engine cannot tell which one is right."""
        return [1, 3, 2]


def _in_lines(boxes: np.ndarray, texts: list[str]) -> str:
    """Put the pieces that stand at one height on one line."""
    pieces = sorted(
        (float(box[:, 1].mean()), float(box[:, 0].min()), float(np.ptp(box[:, 1])), text)
        for box, text in zip(boxes, texts, strict=True)
    )
    lines: list[list[tuple[float, str]]] = []
    last = -1e9
    for middle, left, height, text in pieces:
        if not lines or middle - last > height / 2:
            lines.append([])
            last = middle
        lines[-1].append((left, text))
    return "\n".join("  ".join(text for _, text in sorted(line)) for line in lines)
