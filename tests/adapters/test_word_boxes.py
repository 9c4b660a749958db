"""Where words stand on scanned pages: boxes that fit the page as it is shown, and words as the text has them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from pm_app.adapters.content_type import media_type_of
from pm_app.adapters.limited_text_reader import LimitedTextReader
from pm_app.documents.enums import ReadingMethod
from pm_app.documents.rules.texts import FileText, PageText, WordBox
from tests.adapters.made_files import SENTENCE, a_mail, a_pdf, a_picture, a_scan, kept, picture_bytes

WordIn = Callable[[Image.Image, WordBox, int], str]
TURNED = [
    *(("tesseract", turned) for turned in (0, 2, -3, 90, 180, 270)),
    *(("rapidocr", turned) for turned in (2, 90, 180, 270)),
]


def read(path: Path, ocr: str = "auto") -> FileText:
    try:
        reader = LimitedTextReader(ocr=ocr)
    except ValueError:
        pytest.skip("Tesseract's language data is not on this machine")
    return reader.read(path, filename=path.name, media_type=media_type_of(path, path.name))


def cut_out(picture: Image.Image, box: WordBox) -> Image.Image:
    """What the box frames on the picture."""
    across, down = picture.width / 10_000, picture.height / 10_000
    left, top = box.left * across, box.top * down
    frame = (left, top, left + box.width * across, top + box.height * down)
    return picture.crop(tuple(map(round, frame)))  # pyright: ignore[reportArgumentType]  (four of them)


def box_of(page: PageText, word: str) -> WordBox:
    return next(box for box in page.boxes if word in page.text[box.first : box.last])


def frames_ink(picture: Image.Image, box: WordBox) -> bool:
    framed = np.asarray(cut_out(picture.convert("L"), box))
    return bool(framed.size and framed.min() < 100)


@pytest.fixture
def word_in(tmp_path: Path) -> WordIn:
    """Reads again, alone on a white page and turned upright, what a box frames."""

    def reading(picture: Image.Image, box: WordBox, turn: int) -> str:
        word = cut_out(picture.convert("L"), box).rotate(turn, expand=True)
        paper = Image.new("L", (word.width + 400, word.height + 400), 255)
        paper.paste(word, (200, 200))
        return read(kept(tmp_path, "word.png", picture_bytes(paper, "PNG"))).pages[0].text

    return reading


@pytest.mark.parametrize(("engine", "turned"), TURNED)
def test_every_word_of_a_picture_has_its_box_however_it_is_turned(tmp_path: Path, engine: str, turned: int) -> None:
    lines = [SENTENCE, "Marigold Court, unit 4B, was let to Ada Lovelace", "Rent due 1,250.00 dollars each month"]
    picture = a_picture(*lines * 3)
    picture = picture.rotate(turned, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)

    page = read(kept(tmp_path, "page.png", picture_bytes(picture, "PNG")), engine).pages[0]

    assert [page.text[box.first : box.last] for box in page.boxes] == page.text.split()
    assert "Marigold Court" in page.text
    assert all(frames_ink(picture, box) for box in page.boxes)


@pytest.mark.parametrize("turned", [0, 2, 90, 180])
def test_a_box_frames_the_word_it_is_said_to_frame(tmp_path: Path, word_in: WordIn, turned: int) -> None:
    picture = a_picture(*["The premises at Marigold Court were handed over"] * 4)
    picture = picture.rotate(turned, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    page = read(kept(tmp_path, "page.png", picture_bytes(picture, "PNG"))).pages[0]

    framed = word_in(picture, box_of(page, "Marigold"), -turned if turned >= 90 else 0)

    assert framed == "Marigold"


def test_a_box_belongs_to_the_picture_as_its_camera_meant_it_to_be_shown(tmp_path: Path) -> None:
    lying = a_picture(*[SENTENCE] * 4).rotate(90, expand=True)
    noted = Image.Exif()
    noted[0x0112] = 6  # shown after a quarter turn to the right
    path = tmp_path / "photo.jpg"
    lying.save(path, "JPEG", exif=noted)

    page = read(path).pages[0]

    assert frames_ink(lying.rotate(-90, expand=True), box_of(page, "tenant"))
    assert box_of(page, "tenant").top < 2_000


def test_a_text_layer_needs_no_boxes(tmp_path: Path) -> None:
    assert read(kept(tmp_path, "print.pdf", a_pdf(SENTENCE))).pages[0].boxes == ()


def test_a_scan_within_a_mail_has_no_boxes_since_no_page_of_the_mail_shows_it(tmp_path: Path) -> None:
    mail = a_mail("See the scan.", scan_pdf=a_scan(a_picture(*[SENTENCE] * 4)))

    page = read(kept(tmp_path, "letter.eml", mail)).pages[1]

    assert "shall pay the rent" in page.text
    assert (page.method, page.boxes) == (ReadingMethod.OCR, ())


@pytest.mark.parametrize(
    ("name", "word", "turn"),
    [
        ("documents/scan_of_offer_to_lease.pdf", "Logistics", 0),
        ("hard/ocrmypdf_skew.pdf", "extremely", 0),
        ("hard/ocrmypdf_rotated_skew.pdf", "extremely", 0),
        ("hard/ocr_test_rotated_90.pdf", "Markdown", -90),
    ],
)
def test_boxes_of_real_scans_frame_their_words(samples: Path, word_in: WordIn, name: str, word: str, turn: int) -> None:
    path = samples / name
    page = read(path).pages[0]
    picture = pypdfium2.PdfDocument(path)[0].render(scale=4).to_pil()

    framed = word_in(picture, box_of(page, word), turn)

    assert word in framed
    assert all(frames_ink(picture, box) for box in page.boxes)


def test_a_page_on_its_side_is_read_without_data_on_orientation(tmp_path: Path) -> None:
    found = sorted(Path("/usr/share").glob("tesseract-ocr/*/tessdata/eng.traineddata"))
    if not found:
        pytest.skip("Tesseract's language data is not on this machine")
    language = tmp_path / "tessdata"
    language.mkdir()
    (language / "eng.traineddata").symlink_to(found[0])
    path = kept(tmp_path, "page.png", picture_bytes(a_picture(*[SENTENCE] * 4, turned=90), "PNG"))

    text = LimitedTextReader(ocr="tesseract", tessdata=language).read(path, filename=path.name, media_type="image/png")

    assert text.pages[0].text.count("rent on the first day") == 4


def test_rapidocr_reads_a_real_page_on_its_side(samples: Path) -> None:
    page = read(samples / "hard" / "ocr_test_rotated_90.pdf", "rapidocr").pages[0]

    said = " ".join(page.text.split())
    assert said == "Docling bundles PDF document conversion to JSON and Markdown in an easy self contained package"
