"""Our reader of front matter as a handler of python-frontmatter, for all that loads and writes whole documents.

    frontmatter.loads(text, handler=PersonaHandler())

The stock handler can be taken down by 3 KB of brackets, raises on an impossible date, writes lists over lines, sorts the keys and
wraps long values. This is the only module that imports ``frontmatter``.

Two habits of python-frontmatter stay: it strips the text and the body, and `frontmatter.loads` raises `TypeError` when a key is no
text or is called ``content``, ``handler`` or ``self``; `frontmatter.parse` does not.
"""

import re
from math import inf

import yaml
from frontmatter.default_handlers import BaseHandler

from persona_ls.syntax.frontmatter import parse_front_matter, to_data

__all__ = ["PersonaHandler"]


class PersonaHandler(BaseHandler):
    """Reads what `parse_front_matter` reads, recovering what it can of broken front matter, and writes it as people do."""

    FM_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "---"

    def detect(self, text: str) -> bool:
        """Whether ``text`` starts with front matter."""
        return parse_front_matter(text) is not None

    def split(self, text: str) -> tuple[str, str]:
        """The text between the fences, and the body.

        Raises:
            ValueError: there is no front matter, which python-frontmatter expects to be told like this.
        """
        found = parse_front_matter(text)
        if found is None:
            raise ValueError("no front matter at the start of the text")
        return found.content.of(text), text[found.body_start :]

    def load(self, fm: str) -> dict[str, object]:
        """The data of ``fm``, the text between the fences; of a repeated key the last, as any loader does."""
        ended = fm if fm.endswith(("\n", "\r")) else f"{fm}\n"
        found = parse_front_matter(f"---\n{ended}---\n")
        assert found is not None
        # A key that is no text, as in "1: one", keeps its type, as in the stock handler.
        return {to_data(entry.key): to_data(entry.value) for entry in found.entries}  # type: ignore[misc]

    def export(self, metadata: dict[str, object], **kwargs: object) -> str:
        """``metadata`` as YAML in its order: lists of single values in brackets, text on one line, any script as it is."""
        if not metadata:
            return ""
        options = {"sort_keys": False, "allow_unicode": True, "width": inf, **kwargs}
        return str(yaml.dump(metadata, Dumper=_Dumper, **options)).rstrip("\n")  # type: ignore[call-overload]


class _Dumper(yaml.SafeDumper):  # the one on libyaml writes emoji as escapes
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - front matter has no use for anchors
        return True


def _represent_list(dumper: yaml.SafeDumper, data: list[object]) -> yaml.Node:
    is_short = not any(isinstance(item, (list, dict)) or "\n" in str(item) for item in data)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=is_short)


def _represent_text(dumper: yaml.SafeDumper, data: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style="|" if "\n" in data else None)


_Dumper.add_representer(list, _represent_list)
_Dumper.add_representer(str, _represent_text)
