"""How a document's file is shown: as a PDF, as a picture, or not at all."""

from dataclasses import dataclass
from uuid import UUID

from pm_app.documents.queries.forms import FileForms
from pm_app.ui import paths

PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})


@dataclass(frozen=True)
class Face:
    """How a file looks: `shows` is pdf or picture, and empty when a browser can show neither, or may not."""

    shows: str
    url: str
    hits_url: str


def face_of(document_id: UUID, forms: FileForms) -> Face:
    """Return how an edition's file is shown: itself where a browser can, else the pages that were made of it."""
    path, asked = paths.document_path(document_id), f"?version={forms.number}"
    hits_url = f"{path}/hits{asked}"
    if forms.held_back:
        return Face("", "", "")
    if forms.media_type == "application/pdf":
        return Face("pdf", f"{path}/file{asked}", hits_url)
    if forms.media_type in PICTURES:
        return Face("picture", f"{path}/file{asked}", hits_url)
    return Face("pdf", f"{path}/view{asked}", hits_url) if forms.has_view else Face("", "", "")
