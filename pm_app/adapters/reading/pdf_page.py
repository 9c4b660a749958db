"""One page of a PDF: its text layer with filled-in fields, whether it is a scan, its picture."""

import ctypes
from collections.abc import Callable
from itertools import islice
from math import sqrt
from typing import Any

import pypdfium2.raw as pdfium
from PIL import Image
from pypdfium2 import PdfPage

from pm_app.adapters.reading.wording import letters_in, quality

_DPI = 300
_MOST_PIXELS = 16_000_000
_MOST_OBJECTS = 300
_MOST_ANNOTATIONS = 1_000
_FEW_LETTERS = 100
_USELESS_QUALITY = 35


def layer_text(page: PdfPage) -> str:
    """Return the text of the page, then what was filled into its fields or written on it as a comment."""
    textpage = page.get_textpage()
    text = textpage.get_text_range()
    textpage.close()
    added = [each for each in _written_on(page) if each not in text]
    return "\n".join([text, *added])


def is_scan(page: PdfPage, text: str) -> bool:
    """Tell whether the page must be looked at to be read: drawn on without text, or with a layer of no use."""
    letters = letters_in(text)
    if not letters:
        return pdfium.FPDFPage_CountObjects(page) > 0 or pdfium.FPDFPage_GetAnnotCount(page) > 0
    if letters > 20 and quality(text) < _USELESS_QUALITY:
        return True
    return letters < _FEW_LETTERS and _picture_share(page) > 0.5


def picture_of(page: PdfPage) -> Image.Image:
    """Return the page in grey at 300 dpi, less when it is so large that this would be too many pixels."""
    width, height = page.get_size()
    if width < 1 or height < 1:
        raise ValueError("the page has no size")
    scale = min(_DPI / 72, sqrt(_MOST_PIXELS / (width * height)))
    bitmap = page.render(scale=scale, grayscale=True)  # pyright: ignore[reportArgumentType]  (a float is meant)
    picture = bitmap.to_pil().convert("L")
    bitmap.close()
    return picture


def _picture_share(page: PdfPage) -> float:
    """Return what part of the page its largest picture covers, 0–1."""
    width, height = page.get_size()
    largest = 0.0
    for picture in islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3), _MOST_OBJECTS):
        left, bottom, right, top = picture.get_bounds()
        largest = max(largest, (min(right, width) - max(left, 0)) * (min(top, height) - max(bottom, 0)))
    return largest / max(width * height, 1)


def _written_on(page: PdfPage) -> list[str]:
    """Return the values of form fields and the texts of comments on the page, each once, in their order."""
    found: dict[str, None] = {}
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        for text in _texts_of(page, annotation):
            found[text] = None
        pdfium.FPDFPage_CloseAnnot(annotation)
    return list(found)


def _texts_of(page: PdfPage, annotation: ctypes.c_void_p) -> list[str]:
    subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
    if subtype in (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP):
        return []
    texts = []
    if subtype == pdfium.FPDF_ANNOT_WIDGET:
        kind = pdfium.FPDFAnnot_GetFormFieldType(page.formenv, annotation) if page.formenv else -1
        if kind in (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX):
            texts.append(_wide(pdfium.FPDFAnnot_GetFormFieldValue, page.formenv, annotation))
    else:
        texts.append(_wide(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents"))
    return [text.strip() for text in texts if text.strip()]


def _wide(ask: Callable[..., int], *what: Any) -> str:
    """Return a text that pdfium writes into a buffer as UTF-16, two calls: how long, then what."""
    length = ask(*what, None, 0)
    if not 2 < length < 1_000_000:
        return ""
    buffer = ctypes.create_string_buffer(length)
    ask(*what, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", errors="replace")
