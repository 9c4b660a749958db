"""What the setting for the mail server says, and what is told when it is wrong."""

from urllib.parse import quote

import pytest

from pm_app.adapters.smtp_mailer import SmtpMailer, smtp_server

USER = "desk@example.com"
PASSWORD = "s3cret/with:signs@"
SENDER = "The desk <desk@example.com>"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("smtp://mail.example.com", ("mail.example.com", 587, "starttls"), id="encrypted unless told"),
        pytest.param("smtps://mail.example.com", ("mail.example.com", 465, "ssl"), id="smtps"),
        pytest.param("smtp://mail.example.com:465", ("mail.example.com", 465, "ssl"), id="by its port"),
        pytest.param("smtp://mail.example.com?tls=none", ("mail.example.com", 25, "none"), id="told so"),
        pytest.param("smtp://localhost", ("localhost", 25, "none"), id="this machine"),
        pytest.param("smtp://localhost?tls=starttls", ("localhost", 587, "starttls"), id="this machine, encrypted"),
    ],
)
def test_the_address_of_the_server_says_how_to_speak(url: str, expected: tuple[str, int, str]):
    server = smtp_server(url)

    assert (server.host, server.port, server.encryption) == expected


def test_user_and_password_may_have_any_signs_and_are_never_shown():
    server = smtp_server(f"smtp://{quote(USER, safe='')}:{quote(PASSWORD, safe='')}@mail.example.com")

    assert (server.user, server.password) == (USER, PASSWORD)
    assert PASSWORD not in repr(server)


@pytest.mark.parametrize(
    ("url", "sender", "sentence"),
    [
        pytest.param("http://mail.example.com", SENDER, "must be given as smtp://", id="another scheme"),
        pytest.param("smtp://", SENDER, "must be given as smtp://", id="no host"),
        pytest.param("smtp://mail.example.com?tsl=none", SENDER, "must be given as smtp://", id="unknown option"),
        pytest.param("smtp://mail.example.com?tls=maybe", SENDER, "must be tls=starttls", id="unknown encryption"),
        pytest.param("smtp://a:b@mail.example.com?tls=none", SENDER, "password unencrypted", id="open password"),
        pytest.param("smtp://a:p%C3%A4@mail.example.com", SENDER, "no accented letters", id="accented password"),
        pytest.param("smtp://mail.example.com?ca=/none.pem", SENDER, "cannot be read", id="no such authority"),
        pytest.param("smtp://mail.example.com", "The desk", "not an e-mail address", id="sender without address"),
    ],
)
def test_wrong_settings_are_told_at_the_start(url: str, sender: str, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        SmtpMailer(url, sender)
