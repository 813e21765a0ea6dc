"""``make messages``: bring the Portuguese catalog in step with the sentences that the code marks, keeping its translations.

The syntax tree is asked for the sentences, not Babel's own extractor: that one reads tokens, and before Python 3.12 an f-string is a
single one, whatever is marked inside. With ``--check`` nothing is written, and the exit code says whether something would be.
"""

import argparse
import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

__all__ = ["CATALOG", "PACKAGE", "Id", "brought_in_step", "main", "marked", "read"]

PACKAGE = Path(__file__).resolve().parent.parent / "server" / "persona_ls"
CATALOG = PACKAGE / "locales" / "pt_BR" / "LC_MESSAGES" / "persona_ls.po"

Id = str | tuple[str, str]
"""A sentence as the code has it: one string, or the singular and the plural."""


def main(words: list[str] | None = None) -> int:
    """Write the catalog and list what waits for a translation; with ``--check`` only tell, and 1 if there is anything to do."""
    parser = argparse.ArgumentParser(prog="messages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if there were something to do")
    options = parser.parse_args(words)
    before = CATALOG.read_bytes() if CATALOG.exists() else b""
    old = read(before)
    after = brought_in_step(old, marked(PACKAGE))
    print(f"{CATALOG.name}: {len(read(after))} messages", *_waiting(read(after)), sep="\n  to translate: ")
    if options.check:
        return _told(before != after or any(_waiting(old)))
    CATALOG.parent.mkdir(parents=True, exist_ok=True)
    CATALOG.write_bytes(after)
    return 0


def marked(package: Path) -> dict[Id, list[str]]:
    """Each sentence below ``package`` that is marked for translation, with the files that hold it, in the order of files and lines."""
    found: dict[Id, list[str]] = {}
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        for message in _messages(ast.parse(path.read_text(encoding="utf-8")), name):
            files = found.setdefault(message, [])
            if name not in files:
                files.append(name)
    return found


def read(po: bytes) -> Catalog:
    """The catalog in the text of a ``.po`` file."""
    return read_po(BytesIO(po), locale="pt_BR")


def brought_in_step(old: Catalog, messages: Mapping[Id, Iterable[str]]) -> bytes:
    """A ``.po`` file with ``messages`` and no others, translated as in ``old``; the same sentences always make the same bytes."""
    new = Catalog(locale="pt_BR")
    for message, files in messages.items():
        known = old.get(message)
        same = known is not None and known.id == message
        # Babel takes a plural's empty translation only as a pair.
        empty = "" if isinstance(message, str) else ("", "")
        new.add(
            message,
            known.string if same else empty,
            locations=[(file, None) for file in files],
            flags=known.flags if same else (),
            user_comments=known.user_comments if same else (),
        )
    body = BytesIO()
    write_po(body, new, width=0, omit_header=True)
    return _HEADER.encode() + body.getvalue().rstrip(b"\n") + b"\n"


def _messages(tree: ast.Module, name: str) -> Iterator[Id]:
    """The literals in ``N_("…")``, ``say("…")`` and ``say.plural("…", "…", count)``, by line."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        match call:
            case ast.Call(
                func=ast.Name("N_" | "say") | ast.Attribute(attr="say"), args=[ast.Constant(str(words)), *_]
            ) if words:
                yield words
            case ast.Call(
                func=ast.Attribute(attr="plural"), args=[ast.Constant(str(one)), ast.Constant(str(many)), *_]
            ):
                yield one, many
            case ast.Call(func=ast.Name("N_") | ast.Attribute(attr="plural")):
                raise SystemExit(f"{name}:{call.lineno}: only a plain literal can be translated")


def _waiting(catalog: Catalog) -> list[Id]:
    return [each.id for each in catalog if each.id and (each.fuzzy or not all(_strings(each.string)))]


def _strings(words: str | tuple[str, ...]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else words


def _told(is_behind: bool) -> int:
    if is_behind:
        print("The catalog is out of step: run `make messages` and translate what it lists.", file=sys.stderr)
    return int(is_behind)


# No dates, names or versions: two people who extract the same sentences get the same file.
_HEADER = r"""# The Portuguese of persona-ls. `make messages` brings it in step with the code; the translations are written by hand.
msgid ""
msgstr ""
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Language: pt_BR\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

"""


if __name__ == "__main__":
    sys.exit(main())
