"""Files made to do harm to whoever unpacks, follows or draws them."""

import io
import struct
import zipfile

from PIL import Image

from tests.adapters.made_files import SENTENCE, hostile_pdf, stream

BILLION_LAUGHS = (
    '<!DOCTYPE d [<!ENTITY a "ha ha ha ha ha ">'
    + "".join(
        f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)


def a_pdf_of(*objects: bytes, trailer: bytes = b"<</Root 1 0 R/Size 99>>", start: int = 0) -> bytes:
    """A PDF with these objects, numbered from 1."""
    out = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % each for each in enumerate(objects, 1))
    return out + b"trailer%s\nstartxref\n%d\n%%%%EOF\n" % (trailer, start)


def a_pdf_of_many_pages(count: int) -> bytes:
    """A PDF whose pages are all the same object, which costs next to nothing."""
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
    )
    return a_pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, b"3 0 R " * count),
        page,
        stream(b"BT /F1 12 Tf 72 700 Td (" + SENTENCE.encode() + b") Tj ET"),
    )


def pdfs_without_end() -> dict[str, bytes]:
    """PDF files in which something leads back to itself, or goes ever deeper."""
    deep = b"[" * 100_000 + b"]" * 100_000
    catalog = b"<</Type/Catalog/Pages 2 0 R>>"
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
    levels = 5_000
    tower = [b"<</Type/Pages/Count 1/Parent %d 0 R/Kids[%d 0 R]>>" % (n + 1, n + 3) for n in range(levels)]
    whole = hostile_pdf(stream(b""))
    looping = whole.rpartition(b"trailer")[0]
    return {
        "arrays in arrays": hostile_pdf(stream(b"q " + deep + b" TJ Q")),
        "an array in the catalog": a_pdf_of(
            b"<</Type/Catalog/Pages 2 0 R/X " + deep + b">>", b"<</Type/Pages/Kids[]>>"
        ),
        "a tower of page lists": a_pdf_of(catalog, *tower, b"<</Type/Page/MediaBox[0 0 9 9]>>"),
        "a page list in itself": a_pdf_of(catalog, b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>"),
        "a form that draws itself": hostile_pdf(stream(b"/X Do", form)),
        "a reference to itself": a_pdf_of(catalog, b"2 0 R"),
        "a length that asks for itself": a_pdf_of(
            catalog, b"<</Type/Pages/Kids[3 0 R]>>", b"<</Length 3 0 R>>stream\n"
        ),
        "a table of places before itself": looping
        + b"xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 8/Prev %d>>\nstartxref\n%d\n%%%%EOF"
        % (len(looping), len(looping)),
        "more pages than there are": a_pdf_of(
            catalog, b"<</Type/Pages/Count 2147483647/Kids[3 0 R]>>", b"<</Type/Page>>"
        ),
    }


def a_zip_that_lies(name: str, claimed: int, **parts: str) -> bytes:
    """A zip whose directory promises so many bytes for the part `name`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
        package.writestr(name, "x" * 1000)
    content = bytearray(out.getvalue())
    at = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 24, claimed)
    return bytes(content)


def zipped(**parts: str | bytes) -> bytes:
    """A zip with these parts; two underscores in a name stand for a slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def a_workbook_of(sheet: str, *, head: str = "", strings: str = "") -> bytes:
    """A workbook with the XML of its one sheet."""
    spaces = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {spaces} xmlns:r="{office}"><sheets>'
        '<sheet name="Roll" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f"{head}<sst {spaces}>{strings}</sst>",
        "xl/worksheets/sheet1.xml": f"{head}<worksheet {spaces}><sheetData>{sheet}</sheetData></worksheet>",
    }
    return zipped(**{name.replace("/", "__"): content for name, content in parts.items()})


def a_tiff_that_turns_in_circles() -> bytes:
    """A TIFF whose second page is its first one."""
    out = io.BytesIO()
    Image.new("L", (60, 40), 200).save(out, "TIFF")
    content = bytearray(out.getvalue())
    first = struct.unpack_from("<I", content, 4)[0]
    entries = struct.unpack_from("<H", content, first)[0]
    struct.pack_into("<I", content, first + 2 + 12 * entries, first)
    return bytes(content)
