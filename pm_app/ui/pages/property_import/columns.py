"""Which column of a file fills which field of a property: what is guessed, and what was chosen in the form."""

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence

from pm_app.kernel.errors import Refused
from pm_app.portfolio.rules.fields import FIELDS
from pm_app.portfolio.rules.mapping import Mapping
from pm_app.ui.parts.column_map import chosen_columns


def chosen_mapping(form: Dictionary[str, str], headers: Sequence[str]) -> Mapping:
    """Return what was chosen in the form; refuses a column the file does not have, and a form that fills nothing."""
    mapping = chosen_columns(FIELDS, form, headers)
    if not {"address_line", "name"} & mapping.fields:
        raise Refused("Choose the column that holds the address.", field="column_address_line")
    return mapping
