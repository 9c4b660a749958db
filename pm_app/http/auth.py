"""Coming in and going out: the sign-in page, the sign-out, and the page behind an invitation link."""

import asyncio
import logging
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from pm_app.access.actions.signing_in import SignInRefused, record_failed_attempt, sign_in, sign_out
from pm_app.access.actions.users import FIRST_ADDRESS, accept_invitation
from pm_app.access.queries import InvitationEnded, UserRow, invited_user
from pm_app.access.rules import NOBODY, SHORTEST_PASSWORD, TooManyAttempts
from pm_app.asking import actor_behind, network_address
from pm_app.kernel.errors import Refused
from pm_app.runtime import installed, run, services

logger = logging.getLogger(__name__)

_TEMPLATES = Path(__file__).parent / "templates"
_STYLE = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
_PAGES = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True)
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# Checking a password takes 64 MB for a moment: a few at a time, so that many at once cannot fill the memory.
_CHECKING = asyncio.Semaphore(4)
_LONGEST_NEXT = 1_000


async def show_sign_in(request: Request) -> Response:
    """Show the sign-in page; lead on somebody who is signed in already."""
    onward = local_path(request.query_params.get("next", ""))
    if await actor_behind(request.headers.get("cookie", "")) is not NOBODY:
        return RedirectResponse(onward, status_code=303)
    return _sign_in_page(onward)


async def show_log_in(request: Request) -> Response:
    """Lead an address people guess to the sign-in page, and from there to the first page of the office."""
    return RedirectResponse("/signin", status_code=303)


async def submit_sign_in(request: Request) -> Response:
    """Check the address and the password; lead on with a cookie, or say what is wrong and keep what was typed."""
    typed = await _typed(request)
    onward, email = local_path(typed.get("next", "")), typed.get("email", "").strip()
    before = await actor_behind(request.headers.get("cookie", ""))
    try:
        token = await _signed_in(request, email, typed.get("password", ""))
    except (SignInRefused, TooManyAttempts) as refusal:
        return _sign_in_page(onward, email=email, error=refusal.message, status=403)
    if before is not NOBODY:
        await run(before, sign_out, now=services().clock.now())
    return _with_cookie(RedirectResponse(onward, status_code=303), token)


async def submit_sign_out(request: Request) -> Response:
    """End the sign-in and take the cookie back."""
    actor = await actor_behind(request.headers.get("cookie", ""))
    if actor is not NOBODY:
        await run(actor, sign_out, now=services().clock.now())
    answer = RedirectResponse("/signin", status_code=303)
    settings = installed().settings
    answer.delete_cookie(settings.cookie_name, secure=settings.secure_cookies, httponly=True, samesite="lax")
    return answer


async def show_invitation(request: Request) -> Response:
    """Show the page that sets a password, or say that the link has ended."""
    try:
        invited = await _invited(request)
    except InvitationEnded as ended:
        return _page("invitation.html", "This link has ended", status=410, ended=ended.message)
    return _invitation_page(invited)


async def submit_invitation(request: Request) -> Response:
    """Set the password of an invitation and sign the person in."""
    typed = await _typed(request)
    password = typed.get("password", "")
    try:
        invited = await _invited(request)
    except InvitationEnded as ended:
        return _page("invitation.html", "This link has ended", status=410, ended=ended.message)
    try:
        if password != typed.get("again", ""):
            raise Refused("The two passwords are not the same. Type them again.", field="again")
        async with _CHECKING:
            email = await run(
                NOBODY,
                accept_invitation,
                token=request.path_params["token"],
                password=password,
                now=services().clock.now(),
                email=typed.get("email", ""),
                name=typed.get("name", ""),
            )
    except Refused as refusal:
        return _invitation_page(invited, typed=typed, errors={refusal.field or "form": refusal.message})
    try:
        token = await _signed_in(request, email, password)
    except TooManyAttempts as refusal:  # from the same place; the password is set all the same
        return _sign_in_page("/", email=email, error=refusal.message, status=403)
    return _with_cookie(RedirectResponse("/", status_code=303), token)


def local_path(wanted: str) -> str:
    """Return the address within this app that somebody wanted, or `/` for anything that could lead elsewhere."""
    # Browsers read a backslash as a slash and leave out tabs and line ends, so `/\t/evil.example` leads elsewhere.
    is_local = wanted.startswith("/") and not wanted.startswith("//")
    is_plain = wanted.isprintable() and "\\" not in wanted and len(wanted) <= _LONGEST_NEXT
    return wanted if is_local and is_plain and not wanted.startswith(("/signin", "/signout", "/login")) else "/"


def client_address(request: Request) -> str:
    """Return where a request came from."""
    return network_address(request.headers.get("x-forwarded-for", ""), request.client.host if request.client else "")


async def _signed_in(request: Request, email: str, password: str) -> str:
    address, now = client_address(request), services().clock.now()
    browser = request.headers.get("user-agent", "")
    try:
        async with _CHECKING:
            return await run(NOBODY, sign_in, email=email, password=password, browser=browser, address=address, now=now)
    except SignInRefused:
        await run(NOBODY, record_failed_attempt, email=email, address=address, now=now)
        logger.warning("a sign-in was refused", extra={"address": address})
        raise


async def _typed(request: Request) -> dict[str, str]:
    async with request.form(max_files=0, max_fields=20) as form:
        return {name: value.replace("\x00", "") for name, value in form.items() if isinstance(value, str)}


async def _invited(request: Request) -> UserRow:
    token = request.path_params["token"]
    return await run(NOBODY, invited_user, token=token, now=services().clock.now())


def _sign_in_page(onward: str, *, email: str = "", error: str = "", status: int = 200) -> Response:
    return _page("sign_in.html", "Sign in", status=status, next=onward, email=email, error=error)


def _invitation_page(
    invited: UserRow, *, typed: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> Response:
    return _page(
        "invitation.html",
        "Choose a password",
        status=422 if errors else 200,
        first=invited.email == FIRST_ADDRESS,
        name=invited.name,
        email=invited.email,
        typed=typed or {},
        errors=errors or {},
        shortest=SHORTEST_PASSWORD,
    )


def _page(template: str, title: str, *, status: int, **shown: object) -> Response:
    office = installed().settings.office_name
    # The style is our own file, and its hash stands in the policy: it must not be escaped.
    style = Markup(_STYLE)  # noqa: S704
    content = _PAGES.get_template(template).render(title=title, office=office, style=style, **shown)
    return HTMLResponse(content, status_code=status, headers={"content-security-policy": _POLICY})


def _with_cookie(answer: Response, token: str) -> Response:
    runtime = installed()
    answer.set_cookie(
        runtime.settings.cookie_name,
        token,
        max_age=int(runtime.longest.total_seconds()),
        secure=runtime.settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return answer


ROUTES = [
    Route("/signin", show_sign_in, methods=["GET"]),
    Route("/signin", submit_sign_in, methods=["POST"]),
    Route("/login", show_log_in, methods=["GET"]),
    Route("/signout", submit_sign_out, methods=["POST"]),
    Route("/invitation/{token}", show_invitation, methods=["GET"]),
    Route("/invitation/{token}", submit_invitation, methods=["POST"]),
]
