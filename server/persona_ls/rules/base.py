"""What a rule, a finding and a fix are. Findings are data; sentences are made at the door from a message and its arguments."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum, StrEnum
from functools import cached_property
from pathlib import Path

from persona_ls.library.entry import Entry
from persona_ls.library.snapshot import Library, Resolution
from persona_ls.locales import N_
from persona_ls.persona import Persona
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.syntax.reference import Reference
from persona_ls.text import Edit, Span
from persona_ls.values import field, frozen

__all__ = ["Context", "Finding", "Fix", "NewFile", "Related", "Rule", "Scope", "Severity", "Tag"]


class Severity(StrEnum):
    """How grave a finding is; errors and warnings make ``check`` exit with 1, the others never."""

    ERROR = N_("error")
    WARNING = N_("warning")
    INFORMATION = N_("information")
    HINT = N_("hint")

    @property
    def fails(self) -> bool:
        """Whether ``check`` fails for it."""
        return self in (Severity.ERROR, Severity.WARNING)


class Scope(Enum):
    """Which documents a rule looks at."""

    PERSONA = "persona files"
    ANY = "every document"
    CONFIG = "configuration files"


class Tag(Enum):
    """How an editor may draw the span."""

    UNNECESSARY = "unnecessary"
    DEPRECATED = "deprecated"


@frozen
class NewFile:
    """A file that a fix creates; ``make`` gives its text, once somebody wants it: at each letter there is a fix that nobody may take."""

    path: Path
    make: Callable[[], str] = field(compare=False)

    @property
    def content(self) -> str:
        """The text of the file."""
        return self.make()


@frozen
class Fix:
    """One way to mend a finding: edits of its document, or a new file. A safe one may be applied without a look."""

    title: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    create: NewFile | None = None
    is_safe: bool = True


@frozen
class Related:
    """Another place that matters; ``path`` is ``None`` for the same document."""

    path: Path | None
    span: Span
    message: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@frozen
class Finding:
    """A rule broken at ``span``. ``message`` with ``arguments`` makes the sentence, ``rule`` the code."""

    rule: "Rule"
    span: Span
    arguments: Mapping[str, object] = field(default_factory=dict)
    message: str = ""
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()
    severity: Severity | None = None
    tags: tuple[Tag, ...] = ()

    @property
    def level(self) -> Severity:
        """Its severity: the rule's, where the finding has none of its own."""
        return self.severity or self.rule.severity

    @property
    def template(self) -> str:
        """The sentence to translate and fill."""
        return self.message or self.rule.message


@frozen(slots=False)
class Rule:
    """A rule and its whole story: the documentation page, the hover and ``persona-ls rule NAME`` are made from it."""

    name: str
    severity: Severity
    message: str
    what: str
    why: str
    bad: str
    good: str
    check: Callable[["Context"], Iterator[Finding]]
    scope: Scope = Scope.PERSONA
    fix: str = ""
    """What the fix does, or why there is none."""


@frozen(slots=False)
class Context:
    """Everything a rule may look at: one document, the library around it, the day."""

    document: MarkdownDocument
    path: Path | None
    persona: Persona | None
    library: Library
    home: Path | None
    today: date
    new_persona: Callable[[str, str], NewFile | None]
    """The file that would define a name, in a language; ``None`` where there is no place for it."""

    @property
    def source(self) -> str:
        """The text of the document."""
        return self.document.source

    @property
    def references(self) -> tuple[Reference, ...]:
        """The live references of the document."""
        return self.persona.references if self.persona else self.document.references

    @property
    def entry(self) -> Entry | None:
        """The library's entry of this document."""
        return self.library.at(self.path) if self.path else None

    @cached_property
    def _resolved(self) -> dict[str, Resolution]:
        """A prompt may hold one name ten thousand times, and each of many rules asks for it."""
        return {}

    def resolve(self, name: str) -> Resolution:
        """What ``name`` means here."""
        known = self._resolved.get(name)
        if known is None:
            known = self._resolved[name] = self.library.resolve(name, self.home)
        return known
