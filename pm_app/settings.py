"""The environment, read once: every `PM_…` setting, checked, with a sentence for what is wrong."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pm_app.environment import (
    SettingsProblem,
    read_address,
    read_bounce_address,
    read_folder,
    read_heartbeat,
    read_imap,
    read_metrics_token,
    read_one_of,
    read_postgres,
    read_secret,
    read_smtp,
    read_store,
    read_virus_scan,
    read_whole,
    read_zone,
)

PROJECT = Path(__file__).resolve().parent.parent
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
OCR_CHOICES = ("auto", "tesseract", "rapidocr", "off")


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
    virus_scan: str | None
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
    port = read_whole(env, "PM_PORT", 8000, low=1, high=65535)
    return Settings(
        data_dir=data_dir,
        database_url=read_postgres(env, "PM_DATABASE_URL"),
        database_owner_url=read_postgres(env, "PM_DATABASE_OWNER_URL"),
        store=read_store(env, data_dir),
        **_of_the_store(env),
        watch_folder=read_folder(env, "PM_WATCH_FOLDER"),
        imap_url=read_imap(env, "PM_IMAP_URL"),
        **_of_mail(env),
        time_zone=read_zone(env),
        address=read_address(env, port),
        host=env.get("PM_HOST") or "127.0.0.1",
        port=port,
        secret_key=read_secret(env, data_dir),
        office_name=env.get("PM_OFFICE_NAME") or "Property Desk",
        upload_limit_mb=read_whole(env, "PM_UPLOAD_LIMIT_MB", 50, low=1, high=5_000),
        upload_patience_seconds=read_whole(env, "PM_UPLOAD_PATIENCE_SECONDS", 60, low=1, high=3_600),
        session_idle_minutes=read_whole(env, "PM_SESSION_IDLE_MINUTES", 480, low=5, high=43_200),
        session_days=read_whole(env, "PM_SESSION_DAYS", 14, low=1, high=90),
        ocr=read_one_of(env, "PM_OCR", OCR_CHOICES, "auto"),  # pyright: ignore[reportArgumentType]
        tessdata=env.get("PM_TESSDATA") or None,
        read_seconds=read_whole(env, "PM_READ_SECONDS", 120, low=5, high=3_600),
        read_memory_mb=read_whole(env, "PM_READ_MEMORY_MB", 1_500, low=256, high=64_000),
        readers=read_whole(env, "PM_READERS", 2, low=1, high=32),
        virus_scan=read_virus_scan(env),
        log_level=read_one_of(env, "PM_LOG_LEVEL", ("debug", "info", "warning", "error"), "info"),
        trusted_proxies=read_whole(env, "PM_TRUSTED_PROXIES", 0, low=0, high=5),
        heartbeat_url=read_heartbeat(env),
        metrics_token=read_metrics_token(env),
        outsiders_at_once=read_whole(env, "PM_OUTSIDERS_AT_ONCE", 25, low=1, high=10_000),
        mails_at_once=read_whole(env, "PM_MAILS_AT_ONCE", 50, low=1, high=10_000),
    )


def _of_the_store(env: Mapping[str, str]) -> dict[str, Any]:
    """Return how S3-compatible stores are reached."""
    return {
        "s3_endpoint": env.get("PM_S3_ENDPOINT") or None,
        "s3_public_endpoint": env.get("PM_S3_PUBLIC_ENDPOINT") or None,
        "s3_region": env.get("PM_S3_REGION") or "us-east-1",
        "s3_access_key": env.get("PM_S3_ACCESS_KEY") or None,
        "s3_secret_key": env.get("PM_S3_SECRET_KEY") or None,
        "to_s3_endpoint": env.get("PM_TO_S3_ENDPOINT") or None,
        "to_s3_access_key": env.get("PM_TO_S3_ACCESS_KEY") or None,
        "to_s3_secret_key": env.get("PM_TO_S3_SECRET_KEY") or None,
    }


def _of_mail(env: Mapping[str, str]) -> dict[str, Any]:
    """Return how mail leaves, and how it comes back."""
    return {
        "smtp_url": read_smtp(env),
        "mail_from": env.get("PM_MAIL_FROM") or "Property Desk <property-desk@localhost.localdomain>",
        "mail_limit_per_address": read_whole(env, "PM_MAIL_LIMIT_PER_ADDRESS", 50, low=1, high=100_000),
        "bounce_address": read_bounce_address(env),
        "bounce_imap_url": read_imap(env, "PM_BOUNCE_IMAP_URL"),
        "dkim_key": env.get("PM_DKIM_KEY") or None,
        "dkim_selector": env.get("PM_DKIM_SELECTOR") or "",
        "dkim_domain": env.get("PM_DKIM_DOMAIN") or "",
    }


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
        "PM_VIRUS_SCAN",
    ):
        env.pop(name, None)
    return env | {"PM_DATA_DIR": str(data_dir / "demo")}


def process_environment(changes: Mapping[str, str], environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment for a process we start: ours with the changes, without the owner of the database."""
    env = dict(os.environ if environment is None else environment)  # noqa: TID251  the one place that may
    env.pop("PM_DATABASE_OWNER_URL", None)
    return env | dict(changes)
