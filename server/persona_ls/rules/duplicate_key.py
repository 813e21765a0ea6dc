"""The rule `duplicate-key`."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from persona_ls.locales import N_
from persona_ls.persona import Persona
from persona_ls.rules.base import Context, Finding, Fix, Related, Rule, Severity
from persona_ls.rules.keys import readable
from persona_ls.rules.removal import entry_removal, removal
from persona_ls.syntax.frontmatter import Entry, Mapping
from persona_ls.syntax.frontmatter import Sequence as List
from persona_ls.text import Edit, Span

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On each later key of the same meaning; the first one is related. Keys of two languages can mean the same."""
    persona = context.persona
    if persona is None:
        return
    entries = readable(context.document.front_matter)
    yield from _repeated(persona, entries, _role(persona), lambda entry: entry_removal(persona, entry))
    for mapping in _mappings(entries):
        yield from _repeated(persona, mapping.entries, _text, _within(persona, mapping))


def _repeated(
    persona: Persona, entries: Sequence[Entry], name_of: Callable[[Entry], str], remove: Callable[[Entry], Edit]
) -> Iterator[Finding]:
    first: dict[str, Entry] = {}
    for entry in entries:
        other = first.setdefault(name_of(entry), entry)
        if other is not entry:
            line = persona.text.line_at(other.span.start) + 1
            arguments = {"key": entry.key.value, "first": other.key.value, "line": line}
            related = Related(None, other.key.span, N_("`{first}` is given here first."), {"first": other.key.value})
            same = _words(persona, entry) == _words(persona, other)
            fixes = (Fix(N_("Remove the second `{key}`"), {"key": entry.key.value}, (remove(entry),)),) if same else ()
            message = "" if entry.key.value == other.key.value else _TWO_NAMES
            yield Finding(RULE, entry.key.span, arguments, message, fixes, (related,))


def _words(persona: Persona, entry: Entry) -> str:
    """What is written as the value, which is all that a removal may lose."""
    return entry.value.span.of(persona.source).strip()


def _role(persona: Persona) -> Callable[[Entry], str]:
    def role(entry: Entry) -> str:
        named = persona.dialect.key_named(entry.key.value)
        return named[0].role if named else f"={entry.key.value}"

    return role


def _text(entry: Entry) -> str:
    return entry.key.value


def _within(persona: Persona, mapping: Mapping) -> Callable[[Entry], Edit]:
    spans = [each.span for each in mapping.entries]
    return lambda entry: removal(persona.text, spans, mapping.entries.index(entry), flow=mapping.flow)


def _mappings(entries: Iterable[Entry]) -> Iterator[Mapping]:
    """The mappings inside values, each once: an alias shows the one of its anchor again."""
    waiting = [entry.value for entry in entries]
    seen: set[Span] = set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, List):
            waiting += value.items
        elif isinstance(value, Mapping) and not (value.entries and value.entries[0].span in seen):
            seen |= {entry.span for entry in value.entries[:1]}
            waiting += (entry.value for entry in value.entries)
            yield value


_TWO_NAMES = N_("`{key}` means the same as `{first}` in line {line}: keep one of the two.")

RULE = Rule(
    name="duplicate-key",
    severity=Severity.ERROR,
    message=N_("`{key}` is already on line {line}: keep one of the two."),
    what=N_("A key appears twice in the front matter, perhaps in two languages."),
    why=N_("Some tools take the first, some the last, some refuse the file: nobody can say which value counts."),
    bad="---\ntags: [escrita, documentação]\ndificuldade: avançado\natualizado: 2026-11-20\ndificuldade: básico\n---\n",
    good="---\ntags: [escrita, documentação]\ndificuldade: avançado\natualizado: 2026-11-20\n---\n",
    check=check,
    fix=N_("Removes the second key when both have the same value; else only the author knows which one counts."),
)
