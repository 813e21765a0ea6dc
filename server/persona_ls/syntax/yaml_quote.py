"""Text as a YAML scalar in quotes, the way a person would choose them."""

import re

__all__ = ["quote"]

# Forbidden in YAML, a line break to YAML alone, or invisible: readable only as an escape.
_ESCAPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def quote(text: str) -> str:
    """A quoted scalar with the value ``text``: ``'**/*.py'``, ``"it's"``, ``"\\x08"``.

    Line breaks stay line breaks, so that text on several lines means what it would mean without quotes. A lone surrogate has no
    notation in YAML and stays as it is.
    """
    if _ESCAPED.search(text):
        return '"' + _ESCAPED.sub(_escape, text.replace("\\", "\\\\").replace('"', '\\"')) + '"'
    if "'" in text and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"
