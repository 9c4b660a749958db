"""What the environment says of mail, and what is refused of it with one sentence."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from pm_app.adapters.imap_mailbox import ImapMailbox
from pm_app.adapters.kept_mailer import KeptMailer
from pm_app.adapters.smtp_mailer import SmtpMailer
from pm_app.runtime import services_for
from pm_app.settings import SettingsProblem, demo_settings, settings_from_environment

IMAP = "imaps://user:password@imap.example.com/INBOX"


@pytest.fixture
def base(tmp_path: Path) -> dict[str, str]:
    return {"PM_DATA_DIR": str(tmp_path), "PM_SECRET_KEY": "k" * 48}


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"PM_BOUNCE_ADDRESS": "bounces"}, "PM_BOUNCE_ADDRESS is 'bounces'"),
        ({"PM_BOUNCE_ADDRESS": f"{'b' * 21}@desk.example.com"}, "at most 20 letters"),
        ({"PM_BOUNCE_ADDRESS": "b+c@desk.example.com"}, "PM_BOUNCE_ADDRESS"),
        ({"PM_BOUNCE_IMAP_URL": IMAP}, "PM_BOUNCE_IMAP_URL is set but PM_BOUNCE_ADDRESS is not"),
        ({"PM_BOUNCE_IMAP_URL": "https://x"}, "PM_BOUNCE_IMAP_URL does not look right"),
        ({"PM_MAIL_LIMIT_PER_ADDRESS": "0"}, "PM_MAIL_LIMIT_PER_ADDRESS is '0'"),
        ({"PM_DKIM_SELECTOR": "desk"}, "set all three"),
        ({"PM_DKIM_KEY": "/k", "PM_DKIM_DOMAIN": "example.com"}, "set all three"),
    ],
)
def test_what_makes_no_sense_is_refused(base: dict[str, str], chosen: dict[str, str], said: str):
    with pytest.raises(SettingsProblem, match=said):
        settings_from_environment(base | chosen)


def test_without_a_mail_server_mail_is_kept_and_nothing_comes_back(base: dict[str, str]):
    made = services_for(settings_from_environment(base))

    assert isinstance(made.mailer, KeptMailer)
    assert made.bounces is None


def test_mail_leaves_signed_and_comes_back(base: dict[str, str], tmp_path: Path):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = tmp_path / "key.pem"
    kinds = serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, *kinds))
    chosen = base | {
        "PM_SMTP_URL": "smtp://127.0.0.1:25?tls=none",
        "PM_DKIM_KEY": str(path),
        "PM_DKIM_SELECTOR": "desk",
        "PM_DKIM_DOMAIN": "example.com",
        "PM_BOUNCE_ADDRESS": "Bounces@desk.example.com",
        "PM_BOUNCE_IMAP_URL": IMAP,
    }

    settings = settings_from_environment(chosen)
    made = services_for(settings)

    assert settings.bounce_address == "bounces@desk.example.com"
    assert isinstance(made.mailer, SmtpMailer)
    assert isinstance(made.bounces, ImapMailbox)
    path.write_text("no key")
    with pytest.raises(SettingsProblem, match="holds no private RSA key"):
        services_for(settings)


def test_the_demo_reads_nothing_that_came_back(base: dict[str, str]):
    chosen = base | {"PM_BOUNCE_ADDRESS": "b@desk.example.com", "PM_BOUNCE_IMAP_URL": IMAP, "PM_SMTP_URL": "smtp://x"}

    settings = demo_settings(chosen)

    assert (settings.smtp_url, settings.bounce_imap_url) == (None, None)
