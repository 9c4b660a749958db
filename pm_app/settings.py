"""The environment, read once: every `PM_…` setting, checked, with a sentence for what is wrong."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

PROJECT = Path(__file__).resolve().parent.parent
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
OCR_CHOICES = ("auto", "tesseract", "rapidocr", "off")


class SettingsProblem(Exception):
    """A setting is missing or wrong; the message says which one and what to write instead."""


@dataclass(frozen=True)
class Settings:
    """What differs from office to office. `.env.example` explains each field."""

    data_dir: Path
    database_url: str | None
    database_owner_url: str | None
    store: str
    s3_endpoint: str | None
    s3_public_endpoint: str | None
    s3_region: str
    s3_access_key: str | None
    s3_secret_key: str | None
    to_s3_endpoint: str | None
    to_s3_access_key: str | None
    to_s3_secret_key: str | None
    watch_folder: Path | None
    imap_url: str | None
    smtp_url: str | None
    mail_from: str
    mail_limit_per_address: int
    bounce_address: str
    bounce_imap_url: str | None
    dkim_key: str | None
    dkim_selector: str
    dkim_domain: str
    time_zone: str
    address: str
    host: str
    port: int
    secret_key: str
    office_name: str
    upload_limit_mb: int
    upload_patience_seconds: int
    session_idle_minutes: int
    session_days: int
    ocr: Literal["auto", "tesseract", "rapidocr", "off"]
    tessdata: str | None
    read_seconds: int
    read_memory_mb: int
    readers: int
    log_level: str
    trusted_proxies: int
    heartbeat_url: str | None
    metrics_token: str | None
    outsiders_at_once: int
    mails_at_once: int

    def __post_init__(self) -> None:
        """Refuse settings of which one makes no sense without another."""
        if self.database_owner_url and not self.database_url:
            raise SettingsProblem("PM_DATABASE_OWNER_URL is set but PM_DATABASE_URL is not: set both, or neither.")
        if self.bounce_imap_url and not self.bounce_address:
            raise SettingsProblem("PM_BOUNCE_IMAP_URL is set but PM_BOUNCE_ADDRESS is not: mail could not come back.")
        if len({bool(self.dkim_key), bool(self.dkim_selector), bool(self.dkim_domain)}) > 1:
            raise SettingsProblem(
                "Mail is signed with PM_DKIM_KEY, PM_DKIM_SELECTOR and PM_DKIM_DOMAIN: set all three."
            )

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies carry `Secure`: always over https, and on loopback, where browsers accept it over http."""
        parts = urlsplit(self.address)
        return parts.scheme == "https" or parts.hostname in LOOPBACK

    @property
    def loopback_only(self) -> bool:
        """Whether only this machine can open the app."""
        return {self.host, urlsplit(self.address).hostname} <= LOOPBACK

    @property
    def origins(self) -> list[str]:
        """The origins a browser may call us from: the address, and on loopback its other name."""
        parts = urlsplit(self.address)
        if parts.hostname not in LOOPBACK:
            return [self.address]
        return [
            f"{parts.scheme}://{name}{f':{parts.port}' if parts.port else ''}" for name in ("127.0.0.1", "localhost")
        ]

    @property
    def cookie_name(self) -> str:
        """The name of the cookie of a sign-in; the prefix makes browsers insist on `Secure`, no domain and path `/`."""
        return "__Host-property-desk" if self.secure_cookies else "property-desk"


def settings_from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raises `SettingsProblem` with one sentence for the first thing that is wrong."""
    env = os.environ if environment is None else environment  # noqa: TID251  the one place that may
    data_dir = Path(env.get("PM_DATA_DIR") or PROJECT / ".data").expanduser().resolve()
    port = _whole(env, "PM_PORT", 8000, low=1, high=65535)
    return Settings(
        data_dir=data_dir,
        database_url=_postgres(env, "PM_DATABASE_URL"),
        database_owner_url=_postgres(env, "PM_DATABASE_OWNER_URL"),
        store=_store(env, data_dir),
        s3_endpoint=env.get("PM_S3_ENDPOINT") or None,
        s3_public_endpoint=env.get("PM_S3_PUBLIC_ENDPOINT") or None,
        s3_region=env.get("PM_S3_REGION") or "us-east-1",
        s3_access_key=env.get("PM_S3_ACCESS_KEY") or None,
        s3_secret_key=env.get("PM_S3_SECRET_KEY") or None,
        to_s3_endpoint=env.get("PM_TO_S3_ENDPOINT") or None,
        to_s3_access_key=env.get("PM_TO_S3_ACCESS_KEY") or None,
        to_s3_secret_key=env.get("PM_TO_S3_SECRET_KEY") or None,
        watch_folder=_folder(env, "PM_WATCH_FOLDER"),
        imap_url=_imap(env, "PM_IMAP_URL"),
        smtp_url=_smtp(env),
        mail_from=env.get("PM_MAIL_FROM") or "Property Desk <property-desk@localhost.localdomain>",
        mail_limit_per_address=_whole(env, "PM_MAIL_LIMIT_PER_ADDRESS", 50, low=1, high=100_000),
        bounce_address=_bounce_address(env),
        bounce_imap_url=_imap(env, "PM_BOUNCE_IMAP_URL"),
        dkim_key=env.get("PM_DKIM_KEY") or None,
        dkim_selector=env.get("PM_DKIM_SELECTOR") or "",
        dkim_domain=env.get("PM_DKIM_DOMAIN") or "",
        time_zone=_zone(env),
        address=_address(env, port),
        host=env.get("PM_HOST") or "127.0.0.1",
        port=port,
        secret_key=_secret(env, data_dir),
        office_name=env.get("PM_OFFICE_NAME") or "Property Desk",
        upload_limit_mb=_whole(env, "PM_UPLOAD_LIMIT_MB", 50, low=1, high=5_000),
        upload_patience_seconds=_whole(env, "PM_UPLOAD_PATIENCE_SECONDS", 60, low=1, high=3_600),
        session_idle_minutes=_whole(env, "PM_SESSION_IDLE_MINUTES", 480, low=5, high=43_200),
        session_days=_whole(env, "PM_SESSION_DAYS", 14, low=1, high=90),
        ocr=_one_of(env, "PM_OCR", OCR_CHOICES, "auto"),  # pyright: ignore[reportArgumentType]
        tessdata=env.get("PM_TESSDATA") or None,
        read_seconds=_whole(env, "PM_READ_SECONDS", 120, low=5, high=3_600),
        read_memory_mb=_whole(env, "PM_READ_MEMORY_MB", 1_500, low=256, high=64_000),
        readers=_whole(env, "PM_READERS", 2, low=1, high=32),
        log_level=_one_of(env, "PM_LOG_LEVEL", ("debug", "info", "warning", "error"), "info"),
        trusted_proxies=_whole(env, "PM_TRUSTED_PROXIES", 0, low=0, high=5),
        heartbeat_url=_heartbeat(env),
        metrics_token=_metrics_token(env),
        outsiders_at_once=_whole(env, "PM_OUTSIDERS_AT_ONCE", 25, low=1, high=10_000),
        mails_at_once=_whole(env, "PM_MAILS_AT_ONCE", 50, low=1, high=10_000),
    )


def demo_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings for the demo: a data folder, database and store of its own, mail kept, loopback only."""
    settings = settings_from_environment(demo_environment(environment))
    if not settings.loopback_only:
        raise SettingsProblem(
            "The demo has sign-ins everybody knows, so it is served to this machine only: unset PM_HOST and PM_ADDRESS."
        )
    return settings


def demo_environment(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of the demo's processes: the real office's database, store and mail are not in it."""
    env = dict(os.environ if environment is None else environment)  # noqa: TID251  the one place that may
    data_dir = Path(env.get("PM_DATA_DIR") or PROJECT / ".data").expanduser().resolve()
    for name in (
        "PM_DATABASE_URL",
        "PM_DATABASE_OWNER_URL",
        "PM_STORE",
        "PM_SMTP_URL",
        "PM_IMAP_URL",
        "PM_BOUNCE_IMAP_URL",
        "PM_WATCH_FOLDER",
        "PM_SECRET_KEY",
        "PM_HEARTBEAT_URL",
    ):
        env.pop(name, None)
    return env | {"PM_DATA_DIR": str(data_dir / "demo")}


def process_environment(changes: Mapping[str, str], environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment for a process we start: ours with the changes, without the owner of the database."""
    env = dict(os.environ if environment is None else environment)  # noqa: TID251  the one place that may
    env.pop("PM_DATABASE_OWNER_URL", None)
    return env | dict(changes)


def _whole(env: Mapping[str, str], name: str, default: int, *, low: int, high: int) -> int:
    written = env.get(name) or str(default)
    try:
        value = int(written)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise SettingsProblem(f"{name} is {written!r}: write a whole number from {low:,} to {high:,}.")
    return value


def _one_of(env: Mapping[str, str], name: str, choices: tuple[str, ...], default: str) -> str:
    value = (env.get(name) or default).lower()
    if value not in choices:
        raise SettingsProblem(f"{name} is {value!r}: write one of {', '.join(choices)}.")
    return value


def _postgres(env: Mapping[str, str], name: str) -> str | None:
    url = env.get(name)
    if not url:
        return None
    scheme, _, rest = url.partition("://")
    if scheme not in {"postgres", "postgresql", "postgresql+psycopg"} or not rest:
        raise SettingsProblem(f"{name} does not look like a PostgreSQL address: postgresql://user:password@host/name.")
    return f"postgresql+psycopg://{rest}"


def _store(env: Mapping[str, str], data_dir: Path) -> str:
    store = env.get("PM_STORE") or f"folder:{data_dir / 'files'}"
    if store.startswith("folder:") and len(store) > len("folder:"):
        return store
    if store.startswith("s3://") and len(store) > len("s3://"):
        missing = [name for name in ("PM_S3_ACCESS_KEY", "PM_S3_SECRET_KEY") if not env.get(name)]
        if missing:
            raise SettingsProblem(f"PM_STORE is an S3 bucket but {' and '.join(missing)} is missing: set it.")
        return store
    raise SettingsProblem(f"PM_STORE is {store!r}: write folder:/path/to/files or s3://bucket.")


def _folder(env: Mapping[str, str], name: str) -> Path | None:
    return Path(env[name]).expanduser().resolve() if env.get(name) else None


def _imap(env: Mapping[str, str], name: str) -> str | None:
    url = env.get(name) or None
    if url and not (url.startswith(("imaps://", "imap://")) and urlsplit(url).hostname):
        raise SettingsProblem(f"{name} does not look right: write imaps://user:password@imap.example.com/INBOX.")
    return url


def _bounce_address(env: Mapping[str, str]) -> str:
    """Return the address mail comes back to; what is added to it for each mail must fit before the @."""
    address = env.get("PM_BOUNCE_ADDRESS") or ""
    if address and not re.fullmatch(r"[A-Za-z0-9._-]{1,20}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", address):
        raise SettingsProblem(
            f"PM_BOUNCE_ADDRESS is {address!r}: write an address such as bounces@desk.example.com, with at most 20 "
            "letters before the @."
        )
    return address.lower()


def _smtp(env: Mapping[str, str]) -> str | None:
    url = env.get("PM_SMTP_URL") or None
    if url and not (url.startswith("smtp://") and urlsplit(url).hostname):
        raise SettingsProblem("PM_SMTP_URL does not look right: write smtp://user:password@host:587?tls=starttls.")
    return url


def _heartbeat(env: Mapping[str, str]) -> str | None:
    url = env.get("PM_HEARTBEAT_URL") or None
    if url and not (urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname):
        raise SettingsProblem("PM_HEARTBEAT_URL does not look right: write https://hc-ping.com/your-id.")
    return url


def _metrics_token(env: Mapping[str, str]) -> str | None:
    token = env.get("PM_METRICS_TOKEN") or None
    if token and (len(token) < 16 or not token.isascii() or not token.isprintable() or " " in token):
        raise SettingsProblem("PM_METRICS_TOKEN does not fit: write at least 16 random letters and digits.")
    return token


def _zone(env: Mapping[str, str]) -> str:
    name = env.get("PM_TIME_ZONE") or "America/New_York"
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as unknown:
        raise SettingsProblem(f"PM_TIME_ZONE is {name!r}: write a name such as America/New_York.") from unknown
    return name


def _address(env: Mapping[str, str], port: int) -> str:
    address = (env.get("PM_ADDRESS") or f"http://127.0.0.1:{port}").rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise SettingsProblem(
            f"PM_ADDRESS is {address!r}: write the origin people open, such as https://desk.example.com."
        )
    return address


def _secret(env: Mapping[str, str], data_dir: Path) -> str:
    """Return the key that signs links: from the environment, or made once and kept in the data folder."""
    written = env.get("PM_SECRET_KEY")
    if written:
        if len(written) < 32:
            raise SettingsProblem("PM_SECRET_KEY is too short: write at least 32 random characters.")
        return written
    kept = data_dir / "secret_key"
    if not kept.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return kept.read_text().strip()
