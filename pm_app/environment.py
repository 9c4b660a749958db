"""Reading single settings out of the environment; each refuses what makes no sense with one sentence."""

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo


class SettingsProblem(Exception):
    """A setting is missing or wrong; the message says which one and what to write instead."""


def read_whole(env: Mapping[str, str], name: str, default: int, *, low: int, high: int) -> int:
    """Return a whole number within its bounds."""
    written = env.get(name) or str(default)
    try:
        value = int(written)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise SettingsProblem(f"{name} is {written!r}: write a whole number from {low:,} to {high:,}.")
    return value


def read_one_of(env: Mapping[str, str], name: str, choices: tuple[str, ...], default: str) -> str:
    """Return one of the choices, in small letters."""
    value = (env.get(name) or default).lower()
    if value not in choices:
        raise SettingsProblem(f"{name} is {value!r}: write one of {', '.join(choices)}.")
    return value


def read_postgres(env: Mapping[str, str], name: str) -> str | None:
    """Return the address of a PostgreSQL for the library we use; None when it is absent."""
    url = env.get(name)
    if not url:
        return None
    scheme, _, rest = url.partition("://")
    if scheme not in {"postgres", "postgresql", "postgresql+psycopg"} or not rest:
        raise SettingsProblem(f"{name} does not look like a PostgreSQL address: postgresql://user:password@host/name.")
    return f"postgresql+psycopg://{rest}"


def read_store(env: Mapping[str, str], data_dir: Path) -> str:
    """Return where files are kept; by default a folder in the data folder."""
    store = env.get("PM_STORE") or f"folder:{data_dir / 'files'}"
    if store.startswith("folder:") and len(store) > len("folder:"):
        return store
    if store.startswith("s3://") and len(store) > len("s3://"):
        missing = [name for name in ("PM_S3_ACCESS_KEY", "PM_S3_SECRET_KEY") if not env.get(name)]
        if missing:
            raise SettingsProblem(f"PM_STORE is an S3 bucket but {' and '.join(missing)} is missing: set it.")
        return store
    raise SettingsProblem(f"PM_STORE is {store!r}: write folder:/path/to/files or s3://bucket.")


def read_folder(env: Mapping[str, str], name: str) -> Path | None:
    """Return a folder, None when it is absent."""
    return Path(env[name]).expanduser().resolve() if env.get(name) else None


def read_imap(env: Mapping[str, str], name: str) -> str | None:
    """Return the address of a mailbox, None when it is absent."""
    url = env.get(name) or None
    if url and not (url.startswith(("imaps://", "imap://")) and urlsplit(url).hostname):
        raise SettingsProblem(f"{name} does not look right: write imaps://user:password@imap.example.com/INBOX.")
    return url


def read_bounce_address(env: Mapping[str, str]) -> str:
    """Return the address mail comes back to; what is added to it for each mail must fit before the @."""
    address = env.get("PM_BOUNCE_ADDRESS") or ""
    if address and not re.fullmatch(r"[A-Za-z0-9._-]{1,20}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", address):
        raise SettingsProblem(
            f"PM_BOUNCE_ADDRESS is {address!r}: write an address such as bounces@desk.example.com, with at most 20 "
            "letters before the @."
        )
    return address.lower()


def read_smtp(env: Mapping[str, str]) -> str | None:
    """Return the address of the mail server, None when it is absent."""
    url = env.get("PM_SMTP_URL") or None
    if url and not (url.startswith("smtp://") and urlsplit(url).hostname):
        raise SettingsProblem("PM_SMTP_URL does not look right: write smtp://user:password@host:587?tls=starttls.")
    return url


def read_virus_scan(env: Mapping[str, str]) -> str | None:
    """Return the address of the virus scanner, None when it is absent."""
    url = env.get("PM_VIRUS_SCAN") or None
    try:
        parts = urlsplit(url or "clamd://absent")
        right = parts.scheme == "clamd" and parts.port != 0 and not (parts.query or parts.fragment or parts.username)
        right &= parts.path in ("", "/") if parts.hostname else not parts.netloc and len(parts.path) > 1
    except ValueError:
        right = False
    if not right:
        raise SettingsProblem(
            "PM_VIRUS_SCAN does not look right: write clamd://host:3310, or clamd:///run/clamav/clamd.ctl for a socket "
            "of this machine."
        )
    return url


def read_heartbeat(env: Mapping[str, str]) -> str | None:
    """Return the address that hears when the dates were looked at, None when it is absent."""
    url = env.get("PM_HEARTBEAT_URL") or None
    if url and not (urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname):
        raise SettingsProblem("PM_HEARTBEAT_URL does not look right: write https://hc-ping.com/your-id.")
    return url


def read_metrics_token(env: Mapping[str, str]) -> str | None:
    """Return the word that opens the figures, None when it is absent."""
    token = env.get("PM_METRICS_TOKEN") or None
    if token and (len(token) < 16 or not token.isascii() or not token.isprintable() or " " in token):
        raise SettingsProblem("PM_METRICS_TOKEN does not fit: write at least 16 random letters and digits.")
    return token


def read_zone(env: Mapping[str, str]) -> str:
    """Return the name of the office's time zone."""
    name = env.get("PM_TIME_ZONE") or "America/New_York"
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as unknown:
        raise SettingsProblem(f"PM_TIME_ZONE is {name!r}: write a name such as America/New_York.") from unknown
    return name


def read_address(env: Mapping[str, str], port: int) -> str:
    """Return the origin people open, without a path."""
    address = (env.get("PM_ADDRESS") or f"http://127.0.0.1:{port}").rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise SettingsProblem(
            f"PM_ADDRESS is {address!r}: write the origin people open, such as https://desk.example.com."
        )
    return address


def read_secret(env: Mapping[str, str], data_dir: Path) -> str:
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
