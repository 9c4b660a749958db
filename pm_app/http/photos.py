"""/photos/…: the photo of a property, shown to whoever may see the property; and a new one in its place."""

import asyncio
import io
from hashlib import sha256
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.asking import actor_behind
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Unavailable
from pm_app.portfolio.actions.properties import set_photo
from pm_app.portfolio.queries.properties import property_details
from pm_app.runtime import exclusive, photo_to_show, run, run_now, services

MOST_BYTES = 20_000_000
_MEDIA_TYPE = "image/jpeg"
_LOCK_SECONDS = 10.0
_NO_PHOTO = "This property has no photo."


async def show_photo(request: Request) -> Response:
    """Send the photo of a property; the browser may keep it, since its address changes with it."""
    try:
        actor = await actor_behind(request.headers.get("cookie", ""))
        place = await run(actor, property_details, property_id=_property_id(request))
        key = _key(place.photo_sha256 or "none")
        size = await asyncio.to_thread(services().store.size, key)
        if size is None:
            raise NotFound(_NO_PHOTO)
        pieces = await asyncio.to_thread(services().store.chunks, key)
    except (Refused, Unavailable) as refusal:
        return _refusal(refusal)
    headers = {"cache-control": "private, max-age=604800, immutable", "content-length": str(size)}
    return StreamingResponse(pieces, media_type=place.photo_media_type, headers=headers)


async def take_photo(request: Request) -> Response:
    """Keep the picture in the body of the request and show it from now on; refuses what is none with a sentence."""
    try:
        actor = await actor_behind(request.headers.get("cookie", ""))
        property_id = await _changeable(actor, request)
        photo = await asyncio.to_thread(photo_to_show, await _body(request))
        sha = await asyncio.to_thread(_keep, actor, property_id, photo)
    except (Refused, Unavailable) as refusal:
        return _refusal(refusal)
    return JSONResponse({"done": sha})


def _keep(actor: Actor, property_id: UUID, photo: bytes) -> str:
    """Put the photo into the store, then show it; the sweep cannot take it in between. Return its SHA-256."""
    sha = sha256(photo).hexdigest()
    with exclusive(_key(sha), wait_seconds=_LOCK_SECONDS) as alone:
        if not alone:
            raise Unavailable("The same photo is being kept at this moment.")
        services().store.put(_key(sha), io.BytesIO(photo), size=len(photo), media_type=_MEDIA_TYPE)
        now = services().clock.now()
        run_now(actor, set_photo, property_id=property_id, sha256=sha, media_type=_MEDIA_TYPE, now=now)
    return sha


async def _changeable(actor: Actor, request: Request) -> UUID:
    """Return the property, once it is sure that its photo may be changed: before anything large is read."""
    if request.headers.get("x-requested-with") != "property-desk":
        raise NotAllowed("This came from another site and was not done.")
    actor.must(Permission.CHANGE_PORTFOLIO)
    place = await run(actor, property_details, property_id=_property_id(request))
    return place.property_id


async def _body(request: Request) -> bytes:
    taken = bytearray()
    async for piece in request.stream():
        taken += piece
        if len(taken) > MOST_BYTES:
            raise Refused(f"A photo may have at most {MOST_BYTES // 1_000_000} MB.", field="photo")
    if not taken:
        raise Refused("The file is empty. Choose another one.", field="photo")
    return bytes(taken)


def _property_id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["property_id"])
    except ValueError:
        raise NotFound(_NO_PHOTO) from None


def _key(sha: str) -> str:
    return f"photos/{sha}"


def _refusal(refusal: Refused | Unavailable) -> Response:
    if isinstance(refusal, Unavailable):
        return JSONResponse({"error": "Photos cannot be kept right now. Try again in a minute."}, status_code=503)
    status = 403 if isinstance(refusal, NotAllowed) else 404 if isinstance(refusal, NotFound) else 422
    return JSONResponse({"error": refusal.message}, status_code=status)


ROUTES = [
    Route("/photos/{property_id}", show_photo, methods=["GET"]),
    Route("/photos/{property_id}", take_photo, methods=["POST"]),
]
