"""What the numbers of semantic tokens mean. It is announced by ``initialize``, so it stands apart from all that finds tokens."""

from lsprotocol import types

__all__ = ["LEGEND", "UNDECLARED"]

UNDECLARED = "undeclared"
"""The one modifier: a variable that the front matter does not declare. It is ours; a theme that does not know it passes it over."""

LEGEND = types.SemanticTokensLegend(
    [
        "class",
        "method",
        "parameter",
        "variable",
        "function",
        "keyword",
        "string",
        "number",
        "macro",
        "comment",
    ],
    [UNDECLARED],
)
