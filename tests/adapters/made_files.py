"""Files of every kind the reader knows, good and hostile, made on the spot."""

import io
import struct
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path

from openpyxl import Workbook
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import letter
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

SENTENCE = "The tenant shall pay the rent on the first day of every month."
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def a_pdf(*pages: str | Image.Image, password: str = "") -> bytes:
    """A PDF with one line of text, or one picture, per page."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter, encrypt=StandardEncryption(password) if password else None, pageCompression=0)
    for page in pages:
        if isinstance(page, str):
            canvas.drawString(72, 700, page)
        else:
            canvas.drawInlineImage(page, 0, 0, *letter)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def a_picture(*lines: str, turned: int = 0) -> Image.Image:
    """A page at 150 dpi with the lines on it in large print, turned by so many degrees to the left."""
    picture = Image.new("L", (1275, 1650), 255)
    draw = ImageDraw.Draw(picture)
    for index, line in enumerate(lines):
        draw.text((100, 150 + 70 * index), line, fill=0, font=ImageFont.load_default(34))
    return picture.rotate(turned, expand=True)


def picture_bytes(picture: Image.Image, kind: str, *more: Image.Image) -> bytes:
    """The pictures in one file of the kind."""
    out = io.BytesIO()
    picture.save(out, kind, **({"save_all": True, "append_images": list(more)} if more else {}))
    return out.getvalue()


def a_scan(*pages: Image.Image) -> bytes:
    """A PDF whose pages are pictures, without a text layer."""
    return picture_bytes(pages[0], "PDF", *pages[1:])


def a_docx(body: str, *, head: str = "", **parts: str) -> bytes:
    """A Word file with the XML of its body; `parts` are further parts, as `footnotes="<w:footnote …"`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr(
            "word/document.xml", f'{head}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
        )
        for name, content in parts.items():
            package.writestr(f"word/{name}.xml", f'<w:part xmlns:w="{_WORD}">{content}</w:part>')
    return out.getvalue()


def paragraph(text: str) -> str:
    """The XML of a paragraph in a Word file."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def an_odt(*paragraphs: str) -> bytes:
    """An OpenDocument text; a form feed in a paragraph is where the writer last broke the page."""
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    body = "".join(f"<t:p>{each}</t:p>" for each in paragraphs).replace("\f", "<t:soft-page-break/>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", f'<o:body xmlns:o="{office}" xmlns:t="{text}">{body}</o:body>')
    return out.getvalue()


def a_workbook(**sheets: list[list[object]]) -> bytes:
    """A workbook with the rows of each sheet."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def a_mail(text: str, **attachments: bytes) -> bytes:
    """A mail; the attachments are named with an underscore for the dot."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ada@example.com", "bo@example.com", "Keys for unit 4B"
    mail["Message-ID"] = "<1@example.com>"
    mail.set_content(text)
    for name, content in attachments.items():
        mail.add_attachment(content, "application", "octet-stream", filename=name.replace("_", "."))
    return bytes(mail)


def hostile_pdf(second_page: bytes) -> bytes:
    """A PDF by hand: a harmless first page, a second one with the given stream object as its content."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 7 0 R>>>>/Contents %d 0 R>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>",
        page % 5,
        page % 6,
        stream(b"BT /F1 12 Tf 72 700 Td (" + SENTENCE.encode() + b") Tj ET"),
        second_page,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % each for each in enumerate(objects, 1))
    return out + b"trailer<</Root 1 0 R/Size 8>>\nstartxref\n0\n%%EOF\n"


def stream(content: bytes, extra: bytes = b"") -> bytes:
    """A stream object of a PDF."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), extra, content)


def blanks_deflated(megabytes: int) -> bytes:
    """So many megabytes of blanks, packed."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(b" " * 2**20) for _ in range(megabytes)) + packer.flush()


def a_png_that_claims(width: int, height: int) -> bytes:
    """A PNG whose head promises a picture of that size, in one bit per pixel, all of it white."""
    packer = zlib.compressobj(9)
    row = b"\x00" + b"\xff" * (width // 8)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def kept(folder: Path, filename: str, content: bytes) -> Path:
    """The content as a file of the folder."""
    path = folder / filename
    path.write_bytes(content)
    return path
