"""A mail as it will arrive: as people see it on a phone, and as text; and the fields one may write into it."""

from dataclasses import dataclass

import reflex as rx

from pm_app.correspondence.enums import TemplatePurpose
from pm_app.correspondence.rules.fields import FIELDS, MergeField
from pm_app.ui.parts.accepted import Lines, Text
from pm_app.ui.parts.library import library

_LIBRARY = library("insert_field.jsx")
_FRAME = library("mail_frame.jsx")
PHONE_WIDTH = "360px"


@dataclass
class FieldLine:
    """A field that can be written into a mail: what it is called, what it says, what is put into the text."""

    name: str
    says: str
    text: str


class _InsertFields(rx.Component):
    library = _LIBRARY
    tag = "InsertFields"
    fields: rx.Var[list[FieldLine]]
    label: rx.Var[str]


class _MailFrame(rx.Component):
    library = _FRAME
    tag = "MailFrame"
    html: rx.Var[str]
    label: rx.Var[str]
    width: rx.Var[str]


def field_lines(purpose: TemplatePurpose) -> list[FieldLine]:
    """Return the fields that templates of this purpose may use, for `merge_fields`."""
    return [FieldLine(one.name, one.says, _inserted(one)) for one in FIELDS[purpose]]


def merge_fields(lines: Lines) -> rx.Component:
    """The fields as buttons that put them where the cursor stands, in `subject` or `body` of the form beside."""
    return _InsertFields.create(fields=lines, label="Fields to insert")


def mail_preview(subject: Text, html: Text, text: Text) -> rx.Component:
    """A mail on a phone and as text. Its HTML stands in a frame of its own, in which nothing runs or loads."""
    frame = _MailFrame.create(html=html, label="The mail as it is seen on a phone", width=PHONE_WIDTH)
    return rx.el.div(
        rx.el.p(rx.el.span("Subject ", class_name="pd-muted"), rx.el.span(subject, class_name="pd-strong")),
        rx.el.div(
            frame,
            rx.el.div(
                rx.el.div("As text", class_name="pd-small pd-muted pd-block-title"),
                rx.el.div(text, class_name="pd-letter", tab_index=0, role="region", aria_label="The mail as text"),
                class_name="pd-mail-text",
            ),
            class_name="pd-mail-both",
        ),
        class_name="pd-mail-preview",
    )


def _inserted(field: MergeField) -> str:
    if not field.is_list:
        return f"{{{{ {field.name} }}}}"
    columns = " ".join(f"{{{{ row.{column} }}}}" for column in field.columns)
    return f"{{% for row in {field.name} %}}\n- {columns}\n{{% endfor %}}\n"
