"""How a mail to the office looks: one letter, written out as HTML and as text that says the same.

The HTML has no tables, no pictures and nothing to fetch; it fits a phone and a dark screen. Whatever a name holds is
text in it.
"""

from dataclasses import dataclass
from enum import StrEnum
from html import escape


class Tone(StrEnum):
    """How pressing something is: the color of its badge."""

    LATE = "late"
    SOON = "soon"
    CALM = "calm"


@dataclass(frozen=True)
class Button:
    """Something to press."""

    label: str
    href: str


@dataclass(frozen=True)
class Entry:
    """One thing in a list: what and when, on what it is, what can be done about it."""

    title: str
    detail: str
    when: str
    tone: Tone
    href: str
    is_new: bool = False
    acts: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of a list with a heading; `more` leads to what does not stand here."""

    heading: str
    entries: tuple[Entry, ...]
    more: Button | None = None


@dataclass(frozen=True)
class Letter:
    """What a mail says. `first` is pressed most; `preheader` is what a list of mails shows beside the subject."""

    heading: str
    preheader: str = ""
    badge: str = ""
    tone: Tone = Tone.CALM
    facts: tuple[tuple[str, str], ...] = ()
    first: Button | None = None
    others: tuple[Button, ...] = ()
    paragraphs: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    foot: tuple[str, ...] = ()
    foot_link: Button | None = None
    signed: str = ""


_FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_STYLE = """
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { margin: 0; padding: 0; width: 100%; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
a { text-decoration: none; }
.b { display: inline-block; margin: 0 8px 8px 0; }
@media (max-width: 479px) {
  .page { padding: 0 !important; }
  .sheet { border-left: 0 !important; border-right: 0 !important; border-radius: 0 !important; }
  .pad { padding-left: 18px !important; padding-right: 18px !important; }
  .b { display: block !important; margin: 0 0 10px 0 !important; }
  .b a { display: block !important; text-align: center !important; }
}
@media (prefers-color-scheme: dark) {
  body, .page { background: #111113 !important; }
  .sheet { background: #18191b !important; border-color: #363a3f !important; }
  .ink { color: #edeef0 !important; }
  .soft { color: #b0b4ba !important; }
  .link { color: #b1a9ff !important; }
  .line { border-color: #363a3f !important; }
  .first { background: #5b5bd6 !important; color: #ffffff !important; }
  .other { background: #18191b !important; color: #edeef0 !important; border-color: #5a6169 !important; }
  .late { background: #3b1219 !important; color: #ff9592 !important; }
  .soon { background: #302008 !important; color: #ffca16 !important; }
  .calm { background: #272a2d !important; color: #b0b4ba !important; }
  .new { background: #202248 !important; color: #b1a9ff !important; }
}
"""
_TONES = {
    Tone.LATE: "background:#feebec;color:#ce2c31",
    Tone.SOON: "background:#fff7c2;color:#8a5300",
    Tone.CALM: "background:#f0f0f3;color:#60646c",
}
_NEW = "background:#e6e7ff;color:#4747b8"
_PILL = "display:inline-block;border-radius:9px;padding:1px 9px;font-size:13px;line-height:20px;white-space:nowrap"


def html_of(letter: Letter) -> str:
    """Return the letter as an HTML document."""
    parts = [
        _head(letter),
        *(_paragraph(text) for text in letter.paragraphs),
        _facts(letter.facts),
        _buttons(letter),
        *(_section(section) for section in letter.sections),
        _foot(letter),
    ]
    inside = "\n".join(part for part in parts if part)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="supported-color-schemes" content="light dark">\n'
        f"<title>{escape(letter.heading)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f'<body style="margin:0;padding:0;background:#f4f4f6">\n{_preheader(letter.preheader)}'
        f'<div class="page" style="background:#f4f4f6;padding:24px 12px;font-family:{_FONT}">\n'
        '<div class="sheet" style="max-width:600px;margin:0 auto;background:#ffffff;border:1px solid #e0e1e6;'
        f'border-radius:10px;overflow:hidden">\n{inside}\n</div>\n</div>\n</body>\n</html>\n'
    )


def text_of(letter: Letter) -> str:
    """Return the letter as text, with everything that stands in the HTML."""
    blocks = [f"{letter.heading}\n{letter.badge}".strip(), *letter.paragraphs]
    blocks.append("\n".join(f"{name}: {value}" for name, value in letter.facts))
    pressed = ([letter.first] if letter.first else []) + list(letter.others)
    blocks.append("\n".join(f"{button.label}: {button.href}" for button in pressed))
    blocks += [_section_text(section) for section in letter.sections]
    foot = [
        *letter.foot,
        f"{letter.foot_link.label}: {letter.foot_link.href}" if letter.foot_link else "",
        letter.signed,
    ]
    blocks.append("--\n" + "\n".join(line for line in foot if line))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _preheader(text: str) -> str:
    """What lists of mails show after the subject; it is not seen in the mail itself."""
    if not text:
        return ""
    hidden = "display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px"
    return f'<div style="{hidden}">{escape(text)}</div>\n'


def _head(letter: Letter) -> str:
    badge = f'<div style="margin:0 0 8px">{_pill(letter.badge, letter.tone)}</div>' if letter.badge else ""
    style = "margin:0;font-size:21px;line-height:28px;font-weight:600;color:#1c2024;overflow-wrap:anywhere"
    return (
        f'<div class="pad" style="padding:24px 28px 4px">{badge}'
        f'<h1 class="ink" style="{style}">{escape(letter.heading)}</h1></div>'
    )


def _paragraph(text: str) -> str:
    style = "margin:0;font-size:16px;line-height:24px;color:#1c2024;overflow-wrap:anywhere"
    return f'<div class="pad" style="padding:8px 28px"><p class="ink" style="{style}">{escape(text)}</p></div>'


def _facts(facts: tuple[tuple[str, str], ...]) -> str:
    if not facts:
        return ""
    lines = "".join(
        '<div style="margin:0 0 10px"><div class="soft" style="font-size:13px;line-height:18px;color:#60646c">'
        f'{escape(name)}</div><div class="ink" style="font-size:16px;line-height:23px;color:#1c2024;'
        f'overflow-wrap:anywhere">{escape(value)}</div></div>'
        for name, value in facts
    )
    return f'<div class="pad" style="padding:14px 28px 2px">{lines}</div>'


def _buttons(letter: Letter) -> str:
    if letter.first is None:
        return ""
    base = "display:inline-block;border-radius:8px;padding:11px 20px;font-size:16px;line-height:22px;font-weight:500"
    first = f"{base};background:#5b5bd6;color:#ffffff;border:1px solid #5b5bd6"
    other = f"{base};background:#ffffff;color:#1c2024;border:1px solid #b9bbc6"
    made = [_pressed(letter.first, "first", first), *(_pressed(button, "other", other) for button in letter.others)]
    return f'<div class="pad" style="padding:10px 28px 14px">{"".join(made)}</div>'


def _pressed(button: Button, name: str, style: str) -> str:
    link = f'<a class="{name}" href="{escape(button.href)}" style="{style}">{escape(button.label)}</a>'
    return f'<span class="b">{link}</span>'


def _section(section: Section) -> str:
    head = "margin:0;font-size:15px;line-height:22px;font-weight:600;color:#1c2024"
    entries = "".join(_entry(entry) for entry in section.entries)
    more = f'<div style="padding:10px 0 2px">{_link(section.more)}</div>' if section.more else ""
    return (
        f'<div class="pad" style="padding:16px 28px 4px"><h2 class="ink" style="{head}">{escape(section.heading)}</h2>'
        f"{entries}{more}</div>"
    )


def _entry(entry: Entry) -> str:
    title = "font-size:16px;line-height:23px;font-weight:500;color:#4747b8;overflow-wrap:anywhere"
    detail = "font-size:14px;line-height:20px;color:#60646c;overflow-wrap:anywhere"
    new = f' <span class="new" style="{_PILL};{_NEW}">New</span>' if entry.is_new else ""
    acts = " &nbsp;·&nbsp; ".join(_link(act) for act in entry.acts)
    below = f'<div style="padding-top:3px;font-size:14px;line-height:30px">{acts}</div>' if acts else ""
    return (
        '<div class="line" style="border-top:1px solid #e0e1e6;padding:11px 0;margin-top:8px">'
        f'<div style="padding-bottom:3px">{_pill(entry.when, entry.tone)}{new}</div>'
        f'<a class="link" href="{escape(entry.href)}" style="{title}">{escape(entry.title)}</a>'
        f'<div class="soft" style="{detail}">{escape(entry.detail)}</div>{below}</div>'
    )


def _link(button: Button) -> str:
    style = "color:#4747b8;font-size:14px;line-height:22px"
    return f'<a class="link" href="{escape(button.href)}" style="{style}">{escape(button.label)}</a>'


def _pill(text: str, tone: Tone) -> str:
    return f'<span class="{tone.value}" style="{_PILL};{_TONES[tone]}">{escape(text)}</span>'


def _foot(letter: Letter) -> str:
    lines = "".join(f"<div>{escape(line)}</div>" for line in letter.foot)
    link = f"<div>{_link(letter.foot_link)}</div>" if letter.foot_link else ""
    signed = f'<div style="padding-top:8px">{escape(letter.signed)}</div>' if letter.signed else ""
    style = "border-top:1px solid #e0e1e6;padding:16px 28px 20px;margin-top:12px;font-size:13px;line-height:20px"
    return (
        f'<div class="pad line soft" style="{style};color:#60646c;overflow-wrap:anywhere">{lines}{link}{signed}</div>'
    )


def _section_text(section: Section) -> str:
    lines = [section.heading.upper(), ""]
    for entry in section.entries:
        new = " (new)" if entry.is_new else ""
        lines += [f"* {entry.title}: {entry.when}{new}", f"  {entry.detail}", f"  Open: {entry.href}"]
        lines += [f"  {act.label}: {act.href}" for act in entry.acts]
    if section.more:
        lines += ["", f"{section.more.label}: {section.more.href}"]
    return "\n".join(lines)
