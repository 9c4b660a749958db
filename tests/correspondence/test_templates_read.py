"""Templates: what may stand in one, what is refused when it is saved, and that nothing in one ever runs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pm_app.correspondence.enums import TemplatePurpose
from pm_app.correspondence.rules.fields import FIELDS, completed, fields_of, sample_values
from pm_app.correspondence.rules.shipped import SHIPPED, shipped_for, shipped_named
from pm_app.correspondence.rules.templates import LONGEST_BODY, LONGEST_MAIL, Written, check_template, render
from pm_app.kernel.errors import Refused

BULK = TemplatePurpose.BULK_MAIL
SAMPLE = sample_values(BULK)

HOSTILE = {
    "class of a text": "{{ ''.__class__.__mro__ }}",
    "subclasses": "{{ today.__class__.__base__.__subclasses__() }}",
    "by brackets": "{{ today['__class__'] }}",
    "by a filter": "{{ today|attr('__class__') }}",
    "globals": "{{ cycler.__init__.__globals__ }}",
    "the template itself": "{{ self._TemplateReference__context }}",
    "a method": "{{ today.format() }}",
    "a call": "{{ today() }}",
    "format map": "{{ '{0.__class__}'.format(today) }}",
    "a huge loop": "{% for a in range(1000000000) %}x{% endfor %}",
    "a huge text": "{{ 'x' * 1000000000 }}",
    "a huge power": "{{ 9 ** 9 ** 9 }}",
    "a loop over a text": "{% for a in today %}{{ a }}{% endfor %}",
    "a loop in a loop": ("{% for a in open_charges %}{% for b in open_charges %}{{ b.due }}{% endfor %}{% endfor %}"),
    "a loop into itself": "{% for a in open_charges recursive %}{{ loop(open_charges) }}{% endfor %}",
    "include": "{% include '/etc/passwd' %}",
    "import": "{% import 'os' as os %}",
    "from": "{% from 'os' import system %}",
    "extends": "{% extends 'base' %}",
    "macro": "{% macro a() %}{{ a() }}{% endmacro %}",
    "set": "{% set today = 'never' %}",
    "call block": "{% call(a) today() %}{% endcall %}",
    "filter block": "{% filter upper %}x{% endfilter %}",
    "block": "{% block a %}{% endblock %}",
    "autoescape": "{% autoescape false %}x{% endautoescape %}",
    "joining": "{{ today ~ today }}",
    "a list": "{{ [today, today] }}",
    "a range of a text": "{{ today[0:1] }}",
    "a test": "{% if today is defined %}x{% endif %}",
    "one of": "{% if today in unit %}x{% endif %}",
    "no end": "{{ today",
    "no endif": "{% if today %}x",
    "nothing between": "{{ }}",
    "nesting": "{{ " + "(" * 4000 + "today" + ")" * 4000 + " }}",
    "conditions inside conditions": "{% if today %}" * 60 + "{% endif %}" * 60,
    "a number too long to read": "{{ " + "9" * 5000 + " }}",
    "another field of a row": "{% for row in open_charges %}{{ row.__class__ }}{% endfor %}",
    "a row as a whole": "{% for row in open_charges %}{{ row }}{% endfor %}",
    "a field renamed": "{% for today in open_charges %}{{ today.due }}{% endfor %}",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_plain_template_is_refused_where_it_stands(body: str):
    with pytest.raises(Refused) as refusal:
        check_template(BULK, "Hello", body)
    assert refusal.value.field == "body"
    assert refusal.value.message.startswith("The text ")
    with pytest.raises(Refused) as refusal:
        check_template(BULK, body[:180], "Hello")
    assert refusal.value.field == "subject"


@pytest.mark.parametrize(
    ("purpose", "body", "sentence"),
    [
        (
            BULK,
            "Hi {{ first_nam }}",
            "The text uses {{ first_nam }}, which is no field. Did you mean {{ first_name }}?",
        ),
        (BULK, "{{ Balance }}", "The text uses {{ Balance }}, which is no field. Did you mean {{ balance }}?"),
        (
            BULK,
            "{{ zzz }}",
            "The text uses {{ zzz }}, which is no field. The fields that can be used are listed beside the text.",
        ),
        (
            TemplatePurpose.REMINDER_TO_TENANT,
            "{{ acknowledge_link }}",
            "The text uses {{ acknowledge_link }}, which is no field."
            " The fields that can be used are listed beside the text.",
        ),
        (BULK, "a\n{% include 'x' %}", "The text has {% include %} on line 2. Only {% if %} and {% for %} are known."),
        (
            BULK,
            "{{ open_charges }}",
            "The text uses the list {{ open_charges }} as a text. Write {% for row in open_charges %} … {% endfor %}.",
        ),
        (
            BULK,
            "{% for row in open_charges %}{{ row.amount }}{% endfor %}",
            "The text uses row.amount: a row has due, what, open.",
        ),
        (BULK, "{{ today|reverse }}", "The text uses the filter reverse. These are known:"),
    ],
)
def test_a_refusal_names_the_field_and_the_nearest_known_one(purpose: TemplatePurpose, body: str, sentence: str):
    with pytest.raises(Refused) as refusal:
        check_template(purpose, "Hello", body)
    assert refusal.value.message.startswith(sentence)


@pytest.mark.parametrize(
    ("subject", "body", "field"),
    [
        ("", "Hello", "subject"),
        ("Hello", " \n ", "body"),
        ("Hello\nBcc: everybody@example.com", "Hello", "subject"),
        ("Hello\r\nBcc: everybody@example.com", "Hello", "subject"),
        ("Hello\u2028Bcc: everybody@example.com", "Hello", "subject"),
        ("x" * 201, "Hello", "subject"),
        ("Hello", "x" * (LONGEST_BODY + 1), "body"),
    ],
)
def test_empty_long_and_many_lined_texts_are_refused(subject: str, body: str, field: str):
    with pytest.raises(Refused) as refusal:
        check_template(BULK, subject, body)
    assert refusal.value.field == field


def test_a_template_becomes_a_mail_with_conditions_lists_and_filters():
    body = (
        "Hi {{ first_name|upper }},\n"
        "{% if unit %}\nunit {{ unit }}\n{% endif %}\n"
        "{% for row in open_charges %}\n- {{ row.what }}: {{ row.open }}\n{% else %}\nnothing\n{% endfor %}\n"
        "{{ household|default('nobody') }} {{ 'late' if days_late != '' else 'on time' }}"
    )
    checked = check_template(BULK, "About {{ property }}", body)

    written = render(*checked, SAMPLE)
    assert written.subject == "About Elm Court"
    assert written.text == ("Hi RENEE,\nunit 4B\n- Rent: $1,200.00\n- Late fee: $50.00\nCastellano late")
    bare = render(*checked, completed(BULK, {"first_name": "Ed"}))
    assert (bare.subject, bare.text) == ("About", "Hi ED,\nnothing\nnobody on time")


def test_values_are_text_and_nothing_else():
    values = completed(BULK, {"first_name": "{{ today }} {% include 'x' %} <b>", "property": "A\r\nBcc: x@example.com"})
    written = render("News of {{ property }}", "Hi {{ first_name }}", values)
    assert written.subject == "News of A Bcc: x@example.com"
    assert written.text == "Hi {{ today }} {% include 'x' %} <b>"
    assert "Hi {{ today }} {% include &#x27;x&#x27; %} &lt;b&gt;" in written.html


def test_a_mail_that_would_grow_without_end_is_refused():
    rows = [{"due": "x" * 2000, "what": "x", "open": "x"}] * 500
    values = completed(BULK, {"open_charges": rows})
    body = "{% for row in open_charges %}" + "{{ row.due }}" * 100 + "{% endfor %}"
    with pytest.raises(Refused, match=f"longer than {LONGEST_MAIL:,}"):
        render(*check_template(BULK, "Hello", body), values)


def test_a_mail_without_text_is_refused_and_one_without_subject_says_so():
    with pytest.raises(Refused, match="would be empty"):
        render("Hello", "{{ unit }}", completed(BULK, {}))
    assert render("{{ unit }}", "Hello", completed(BULK, {})).subject == "(no subject)"


def test_a_field_without_a_value_is_a_refusal_and_not_an_empty_place():
    with pytest.raises(Refused, match="cannot be filled in"):
        render("Hello", "{{ unit }}", {})


def test_long_subjects_are_cut():
    written = render("{{ property }}", "x", completed(BULK, {"property": "x" * 500}))
    assert written.subject == "x" * 199 + "…"


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda one: one.key)
def test_what_is_shipped_can_be_saved_and_sent(shipped):
    checked = check_template(shipped.purpose, shipped.subject, shipped.body)
    assert checked == (shipped.subject, shipped.body)
    full = render(*checked, sample_values(shipped.purpose))
    assert "{{" not in full.text + full.subject
    assert render(*checked, completed(shipped.purpose, {})).text
    assert shipped_named(shipped.purpose, shipped.name.upper()) == shipped


def test_every_purpose_has_a_shipped_template_and_fields_with_examples():
    for purpose in TemplatePurpose:
        assert shipped_for(purpose).purpose == purpose
        assert all(one.sample for one in FIELDS[purpose])
        assert len(fields_of(purpose)) == len(FIELDS[purpose])


_PIECES = st.sampled_from(
    [
        *["{{", "}}", "{%", "%}", "{#", "#}", " ", "\n", "(", ")", "[", "]", ".", "|", "'", '"', "-", "~", "*", "=="],
        *["if", "for", "in", "endif", "endfor", "else", "elif", "not", "and", "is", "row", "set", "raw", "endraw"],
        *["today", "open_charges", "due", "default", "upper", "__class__", "9", "True", "none", "\x00", "\ud800", "é"],
    ]
)
_TEXTS = st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=40).map("".join), st.lists(_PIECES).map(" ".join))


def _sent(purpose: TemplatePurpose, subject: str, body: str) -> Written | Refused:
    try:
        return render(*check_template(purpose, subject, body), sample_values(purpose))
    except Refused as refusal:
        return refusal


@settings(max_examples=400, deadline=None)
@given(subject=_TEXTS, body=_TEXTS, purpose=st.sampled_from([BULK, TemplatePurpose.REMINDER_TO_STAFF]))
def test_any_text_is_refused_with_a_sentence_or_becomes_a_bounded_mail(
    subject: str, body: str, purpose: TemplatePurpose
):
    made = _sent(purpose, subject, body)
    if isinstance(made, Refused):
        assert made.message
        assert made.field in ("subject", "body")
    else:
        assert len(made.subject.splitlines()) == 1
        assert 0 < len(made.text) <= LONGEST_MAIL
        assert "\x00" not in made.text + made.subject


@settings(max_examples=200, deadline=None)
@given(value=st.text(max_size=300))
def test_whatever_a_record_holds_the_mail_is_made_and_its_html_holds_no_tag_of_it(value: str):
    values = {
        name: ([{"due": value, "what": value, "open": value}] if isinstance(one, tuple) else value)
        for name, one in SAMPLE.items()
    }
    for shipped in SHIPPED:
        if shipped.purpose == BULK:
            written = render(shipped.subject, shipped.body, values)
            assert len(written.subject.splitlines()) == 1
            assert "<script" not in written.html.lower()
