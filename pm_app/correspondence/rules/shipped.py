"""The templates that come with the app; an office that changes one keeps a copy of its own under the same name."""

from collections.abc import Mapping
from dataclasses import dataclass

from pm_app.correspondence.enums import TemplatePurpose, TemplateUse
from pm_app.documents.enums import DocumentKind


@dataclass(frozen=True)
class Shipped:
    """A template as it comes with the app; `letter_kind` is what its letters are filed as."""

    key: str
    purpose: TemplatePurpose
    name: str
    subject: str
    body: str
    used_for: TemplateUse = TemplateUse.MAIL
    letter_kind: DocumentKind = DocumentKind.CORRESPONDENCE


_SIGNED = "\n\n{{ office_name }}\n{{ office_phone }}"
_DEAR = "Dear {{ recipient_name }},\n\n"

_TO_STAFF = """{{ what }}: {{ who }}

{{ falls_on }}, {{ days }}.
{% if responsible %}
{{ responsible }} answers for it.
{% endif %}

Open it: {{ link }}
{% if acknowledge_link %}
Acknowledge it: {{ acknowledge_link }}
{% endif %}

{{ told_because }}
{% if unsubscribe_link %}
What you are sent: {{ unsubscribe_link }}
{% endif %}"""

_TO_TENANT = (
    _DEAR
    + """this is a reminder about your home{% if unit %}, {{ property }} {{ unit }}{% endif %}:

{{ what }}: {{ falls_on }}, {{ days }}.

Please call us or answer this mail if you have questions."""
    + _SIGNED
)
_TO_OWNER = (
    _DEAR
    + """we would like you to know about a date that concerns {{ property|default("your property") }}:

{{ what }}, {{ who }}: {{ falls_on }}, {{ days }}.

Please call us or answer this mail if you have questions."""
    + _SIGNED
)
_TO_VENDOR = (
    _DEAR
    + """our records show this:

{{ what }}, {{ who }}: {{ falls_on }}, {{ days }}.

Please send us the current document before that day."""
    + _SIGNED
)
_LATE_RENT = (
    _DEAR
    + """Our records show that {{ late_amount }} is past due for {{ property }} {{ unit }}.

{% for row in open_charges %}
- {{ row.what }}, due {{ row.due }}: {{ row.open }}
{% endfor %}

Please pay as soon as you can, or call us. If you have paid in the last days, thank you: nothing is left to do."""
    + _SIGNED
)
_TO_ALL = (
    _DEAR
    + """

Please call or write to us if you have questions."""
    + _SIGNED
)
_LEASE_ENDS = (
    _DEAR
    + """Your lease of {{ property }} {{ unit }} ends on {{ lease_ends_on }}, {{ lease_ends_in }}.

Please let us know whether you would like to stay, so that we can prepare the renewal in time."""
    + _SIGNED
)

_WELCOME = (
    _DEAR
    + """Welcome to your home{% if unit %}, {{ property }} {{ unit }}{% endif %}.

Please keep this: you reach us at {{ office_phone|default("the number on your lease") }}\
{% if office_email %} or {{ office_email }}{% endif %}. Call us at once when water, heat or power fails.

We wish you a good start."""
    + _SIGNED
)

_LEASE_COVER = (
    _DEAR
    + """Enclosed is the lease of {% if unit %}{{ property }} {{ unit }}{% else %}your home{% endif %} in two copies.

Please read it, sign both copies where your names stand, and send one of them back to us by [[day]]. The other is yours.

- Everybody who is named as a tenant signs.
- Please put in the papers we asked for: [[papers]].
- Keep your copy: it says how to reach us, when the rent is due, and what each of us answers for.

If anything in it is not as we agreed, please call us before you sign."""
    + _SIGNED
)
_ENTRY = (
    _DEAR
    + """This is notice that we, or somebody we send, will enter your home\
{% if unit %}, {{ property }} {{ unit }},{% endif %} on [[day]] between [[time]] and [[time until]].

The reason is: [[reason]].

You are welcome to be there, but you need not be. Whoever comes knocks first, says who they are, and locks up after \
themselves. Please keep pets in a separate room, and clear the way to where the work is done.

If this time does not suit you, please call us as soon as you can, and we will look for another one."""
    + _SIGNED
)

SHIPPED: tuple[Shipped, ...] = (
    Shipped(
        "staff",
        TemplatePurpose.REMINDER_TO_STAFF,
        "Reminder to the office",
        "{{ what }} {{ days }}: {{ who }}",
        _TO_STAFF,
    ),
    Shipped(
        "tenant",
        TemplatePurpose.REMINDER_TO_TENANT,
        "Reminder to a tenant",
        "{{ what }} on {{ falls_on }}",
        _TO_TENANT,
    ),
    Shipped(
        "owner",
        TemplatePurpose.REMINDER_TO_OWNER,
        "Reminder to an owner",
        "{{ what }} on {{ falls_on }}: {{ property|default(who) }}",
        _TO_OWNER,
    ),
    Shipped(
        "vendor",
        TemplatePurpose.REMINDER_TO_VENDOR,
        "Reminder to a vendor",
        "{{ what }} on {{ falls_on }}",
        _TO_VENDOR,
    ),
    Shipped(
        "late-rent",
        TemplatePurpose.BULK_MAIL,
        "Rent is past due",
        "Past due: {{ late_amount }} for {{ property }} {{ unit }}",
        _LATE_RENT,
        TemplateUse.BOTH,
        DocumentKind.NOTICE,
    ),
    Shipped(
        "lease-ends",
        TemplatePurpose.BULK_MAIL,
        "Your lease ends",
        "Your lease ends on {{ lease_ends_on }}",
        _LEASE_ENDS,
        TemplateUse.BOTH,
    ),
    Shipped(
        "welcome",
        TemplatePurpose.BULK_MAIL,
        "Welcome to your home",
        "Welcome to {{ property|default('your new home') }}",
        _WELCOME,
        TemplateUse.BOTH,
    ),
    Shipped(
        "letter",
        TemplatePurpose.BULK_MAIL,
        "A letter to write into",
        "News from {{ office_name }}",
        _TO_ALL,
        TemplateUse.BOTH,
    ),
    Shipped(
        "entry-notice",
        TemplatePurpose.BULK_MAIL,
        "Notice of entry",
        "Notice of entry{% if unit %}: {{ property }} {{ unit }}{% endif %}",
        _ENTRY,
        TemplateUse.BOTH,
        DocumentKind.NOTICE,
    ),
    Shipped(
        "lease-cover",
        TemplatePurpose.BULK_MAIL,
        "Lease cover letter",
        "Your lease{% if unit %} of {{ property }} {{ unit }}{% endif %}",
        _LEASE_COVER,
        TemplateUse.LETTER,
    ),
)

SHIPPED_BY_KEY: Mapping[str, Shipped] = {one.key: one for one in SHIPPED}


def shipped_for(purpose: TemplatePurpose) -> Shipped:
    """Return the template that mails of this purpose are written with unless another is chosen."""
    return next(one for one in SHIPPED if one.purpose == purpose)


def shipped_named(purpose: TemplatePurpose, name: str) -> Shipped | None:
    """Return what is shipped for this purpose under a name, capitals aside, or None."""
    return next((one for one in SHIPPED if one.purpose == purpose and one.name.lower() == name.lower()), None)
