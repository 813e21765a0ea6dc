"""The product over the files of a test document: what it finds, what its fixes make of them, and how that is written down."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from documents import Case, File, Mark, Repair
from persona_ls.config.tree import CONFIG_NAMES
from persona_ls.locales import Language, messages
from persona_ls.rules.base import Finding, Fix, Related
from persona_ls.session import Session
from persona_ls.text import Edit, Text

__all__ = ["TODAY", "Found", "edited", "found_after", "found_in", "marked_findings", "repairs_in", "retold", "write"]

TODAY = date(2026, 11, 30)
"""The day on which test documents are checked: nothing in them may grow old."""


@dataclass(frozen=True)
class Found:
    """What is found in the files below ``root``, by their paths."""

    root: Path
    session: Session
    findings: Mapping[str, tuple[Finding, ...]]

    @property
    def counts(self) -> Counter[str]:
        """How many findings each rule has."""
        return Counter(finding.rule.name for findings in self.findings.values() for finding in findings)


def write(root: Path, sources: Mapping[str, str]) -> Path:
    """Write these files, byte for byte; the folder."""
    for name, source in sources.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.encode())
    return root


def found_in(root: Path, sources: Mapping[str, str]) -> Found:
    """What the engine finds in these files, when they are all that there is."""
    session = Session([write(root, sources)], bundled=False, user=False, today=lambda: TODAY)
    session.index()
    return Found(root, session, {name: tuple(_findings(session, root / name, sources[name])) for name in sources})


def _findings(session: Session, path: Path, source: str) -> Iterable[Finding]:
    if path.name in CONFIG_NAMES:
        return session.tree_of(path).config_for(path).findings
    return session.findings(session.look_at(path, Text(source)))


def edited(source: str, edits: Iterable[Edit]) -> str:
    """``source`` after ``edits``, made without the help of the product; everything between two edits is kept as it is."""
    pieces, at = [], 0
    for (start, end), new in sorted(edits):
        assert at <= start <= end <= len(source), "the edits overlap"
        pieces += source[at:start], new
        at = end
    return "".join([*pieces, source[at:]])


def marked_findings(case: Case, found: Found) -> dict[str, list[Finding]]:
    """The findings that are marked in the case, by file."""
    return {
        name: [each for each in findings if case.marks_all_rules or each.rule.name == case.rule]
        for name, findings in found.findings.items()
    }


def repairs_in(case: Case, found: Found) -> Iterator[tuple[File, Finding, Fix]]:
    """The fixes of the findings that are marked, in the order of their numbers."""
    marked = marked_findings(case, found)
    for file in case.files:
        for finding in marked[file.path]:
            for fix in finding.fixes:
                yield file, finding, fix


def found_after(case: Case, file: File, fix: Fix, found: Found, root: Path) -> Found:
    """What is found in files below ``root``, which are those of the case with ``fix`` applied to ``file``."""
    sources = {each.path: each.source for each in case.files}
    sources[file.path] = edited(file.source, fix.edits)
    if fix.create:
        sources[_inside(fix.create.path, found.root)] = fix.create.content
    return found_in(root, sources)


def retold(case: Case, found: Found, repaired: Iterable[Found]) -> str:
    """The case with what was found in the place of what is expected; ``repaired`` is what each fix leaves to find."""
    marked = marked_findings(case, found)
    fixes = list(repairs_in(case, found))
    numbers = {id(fix): number for number, (_, _, fix) in enumerate(fixes, 1)}
    repairs = [
        Repair(numbers[id(fix)], file, edited(file.source, fix.edits), tuple(sorted(then.counts - found.counts)))
        for (file, _, fix), then in zip(fixes, repaired, strict=True)
        if fix.edits
    ]
    return case.told(lambda file: [_mark(each, found.root, numbers) for each in marked[file.path]], repairs)


def _mark(finding: Finding, root: Path, numbers: Mapping[int, int]) -> Mark:
    words = _message(finding, Language.ENGLISH)
    translated = _message(finding, Language.PORTUGUESE)
    more = [
        *([f"pt-BR: {translated}"] if translated != words else []),
        *(tag.value for tag in finding.tags),
        *(_related(each, root) for each in finding.related),
        *(_fix(each, numbers[id(each)], root) for each in finding.fixes),
    ]
    return Mark(finding.span, f"{finding.level} {finding.rule.name}: {words}", tuple(more))


def _message(finding: Finding, language: Language) -> str:
    return messages(language)(finding.template, **finding.arguments).replace("\n", "⏎")


def _related(related: Related, root: Path) -> str:
    words = messages(Language.ENGLISH)(related.message, **related.arguments)
    if related.path is None:
        return f"see here: {words}"
    text = Text(related.path.read_bytes().decode())
    line = text.line_at(related.span.start) + 1
    return f"see {_inside(related.path, root)}:{line}, “{related.span.of(text.source)}”: {words}"


def _fix(fix: Fix, number: int, root: Path) -> str:
    title = messages(Language.ENGLISH)(fix.title, **fix.arguments)
    creates = f", creates {_inside(fix.create.path, root)}" if fix.create else ""
    return f"fix {number}, {'safe' if fix.is_safe else 'unsafe'}{creates}: {title}"


def _inside(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
