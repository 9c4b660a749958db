"""Office files made into PDF by LibreOffice, where it is on the machine: without macros, links or a network."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from pm_app.adapters import content_type as kinds
from pm_app.adapters.reading.page import Source, Task

CONVERTIBLE = {
    kinds.DOCX: ".docx",
    kinds.XLSX: ".xlsx",
    kinds.ODT: ".odt",
    kinds.ODS: ".ods",
    kinds.RTF: ".rtf",
    kinds.DOC: ".doc",
    kinds.XLS: ".xls",
}
_LONGEST_SECONDS = 60.0
_NEVER = (
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("org.openoffice.Office.Calc/Content/Update", "Link", "1"),
    ("org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def converted(source: Source, task: Task) -> Path | None:
    """Return the file as a PDF in the folder of the task, made once; None where it cannot be converted here."""
    suffix = CONVERTIBLE.get(source.media_type)
    if not suffix or not task.converter or task.workplace is None:
        return None
    folder = task.workplace / sha256(source.content).hexdigest()[:16]
    made = folder / "file.pdf"
    if not folder.exists():
        folder.mkdir()
        (folder / f"file{suffix}").write_bytes(source.content)
        _convert(task.converter, folder, folder / f"file{suffix}")
    return made if made.is_file() and made.stat().st_size else None


def _convert(converter: str, folder: Path, file: Path) -> None:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
    command = [
        converter,
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard"),
        *("--convert-to", "pdf", "--outdir", str(folder), str(file)),
    ]
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": str(profile), "TMPDIR": str(folder)}
    try:
        # in the group of this process, and so ended with it
        subprocess.run(  # noqa: S603  the program was found by the parent, the names are ours
            command, env=environment, cwd=folder, timeout=_LONGEST_SECONDS, stdin=subprocess.DEVNULL, stdout=sys.stderr
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        sys.stderr.write(f"converting failed: {problem}\n")


def _settings() -> str:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _NEVER
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>\n'
    )
