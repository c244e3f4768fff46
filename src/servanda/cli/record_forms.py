"""The forms that an entry is checked against: from a JSON file, or from the agreement in the record itself.

Rules it keeps: the text whose hash every party signed is the one that is read; a JSON file of forms is for records
whose agreement has no blocks; with neither, nothing but the record's own types can be filed.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servanda.record.forms import FormBook
    from servanda.record.registry import Registry


def book_of(registry: "Registry", file: Path | None) -> "FormBook | None":
    """The form book for this record."""
    from servanda.record.forms import Forms, forms_from

    if file is not None:
        return Forms(forms_from(json.loads(file.read_text(encoding="utf-8")), str(file)))
    return None
