"""The rule `invalid-yaml`: each cause in plain words, on its characters, never the parser's own words alone."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity
from persona_ls.syntax.frontmatter import Cause

__all__ = ["CAUSES", "RULE"]


def check(context: Context) -> Iterator[Finding]:
    """One finding for each cause; a date that does not exist is told by `invalid-value` where the key is known to be a date."""
    front_matter, persona = context.document.front_matter, context.persona
    if front_matter is None or persona is None:
        return
    dates = {entry.key.value for key, entry in persona.keys if key.type == "date"}
    for problem in front_matter.problems:
        if problem.cause is Cause.IMPOSSIBLE_DATE and problem.arguments.get("key") in dates:
            continue
        message, title = CAUSES[problem.cause]
        fixes = (Fix(title, problem.arguments, problem.fix),) if problem.fix else ()
        yield Finding(RULE, problem.span, problem.arguments, message, fixes)


_QUOTE = N_("Put the value in quotes")
_BLOCK = N_("Write the value as a block of text")

# Cause → what is wrong and what to do, and the title of the fix.
CAUSES: dict[Cause, tuple[str, str]] = {
    Cause.MISSING_CLOSING_FENCE: (
        N_("The front matter is never closed: write a line `---` after its last key."),
        N_("Close the front matter with `---`"),
    ),
    Cause.WRONG_CLOSING_FENCE: (
        N_("`{found}` does not close the front matter: the closing line is exactly `---`."),
        N_("Change the line to `---`"),
    ),
    Cause.NOT_A_MAPPING: (N_("The front matter must hold keys, one a line: `key: value`."), ""),
    Cause.TOO_LARGE: (
        N_("The front matter is longer than 64 KiB and was not read: long text belongs in the body."),
        "",
    ),
    Cause.TOO_DEEP: (N_("The front matter has lists or keys nested more than 64 deep and was not read."), ""),
    Cause.ALIAS: (
        N_("The value of `{key}` begins with `*`, which in YAML refers to another value: put it in quotes."),
        _QUOTE,
    ),
    Cause.BOLD: (
        N_(
            "The value of `{key}` begins with Markdown bold, and `*` refers to another value in YAML: put it in quotes."
        ),
        _QUOTE,
    ),
    Cause.TEMPLATE: (
        N_("The value of `{key}` begins with a template tag, which opens a mapping in YAML: put it in quotes."),
        _QUOTE,
    ),
    Cause.RESERVED_CHARACTER: (
        N_("The value of `{key}` begins with {character}, which YAML reserves: put the value in quotes."),
        _QUOTE,
    ),
    Cause.COLON: (
        N_(
            "The value of `{key}` holds a colon followed by a space, which in YAML begins another key: put the value in quotes."
        ),
        _QUOTE,
    ),
    Cause.TEXT_AFTER_BRACKET: (
        N_("The value of `{key}` begins as a list and goes on after `{bracket}`: put the whole value in quotes."),
        _QUOTE,
    ),
    Cause.UNCLOSED_BRACKET: (
        N_("The bracket in the value of `{key}` is never closed: a `{bracket}` is missing."),
        N_("Close the bracket"),
    ),
    Cause.TEXT_AFTER_QUOTE: (
        N_("The value of `{key}` goes on after its closing {quote}: put the whole value in quotes."),
        _QUOTE,
    ),
    Cause.UNCLOSED_QUOTE: (
        N_("The quote in the value of `{key}` is never closed: a {quote} is missing."),
        N_("Close the quote"),
    ),
    Cause.BAD_ESCAPE: (
        N_("`{escape}` means nothing in a value in double quotes: a backslash is written twice there."),
        N_("Write the backslash twice"),
    ),
    Cause.BAD_CHARACTER: (
        N_("The value of `{key}` holds the control character {code}, which YAML forbids."),
        N_("Write the character as an escape"),
    ),
    Cause.IMPOSSIBLE_DATE: (N_("`{value}` in `{key}` looks like a date, but there is no such day."), _QUOTE),
    Cause.TAB: (
        N_("The line is indented with a tab, which YAML forbids: use spaces."),
        N_("Use spaces instead of tabs"),
    ),
    Cause.UNINDENTED_TEXT: (
        N_(
            "The text of `{key}` goes on at the margin, where YAML expects the next key: write it as an indented block."
        ),
        _BLOCK,
    ),
    Cause.KEYLIKE_TEXT: (
        N_("The text of `{key}` goes on with something that looks like a key: write it as an indented block."),
        _BLOCK,
    ),
    Cause.INDENTED_KEY: (N_("`{key}` is indented more than the keys around it."), N_("Move the key to the margin")),
    Cause.KEY_WITHOUT_COLON: (N_("`{key}` has no colon: keys are written `key: value`."), N_("Write the colon")),
    Cause.COLON_WITHOUT_SPACE: (
        N_("A space is missing after the colon of `{key}`."),
        N_("Write a space after the colon"),
    ),
    Cause.UNKNOWN: (N_("YAML cannot read this line of the front matter."), _QUOTE),
}

RULE = Rule(
    name="invalid-yaml",
    severity=Severity.ERROR,
    message=N_("The front matter is not valid YAML."),
    what=N_("The front matter cannot be read: YAML gives its characters another meaning than the author did."),
    why=N_(
        "Most tools then drop the whole front matter without a word. Here the persona stays in the library with what could be recovered, "
        "and each cause is told on its characters."
    ),
    bad="---\ndescrição: Revisa código: segurança e estilo\n---\n",
    good='---\ndescrição: "Revisa código: segurança e estilo"\n---\n',
    check=check,
    fix=N_(
        "Quotes the value, writes it as a block, or closes the front matter, so that it loads with the meaning that was meant."
    ),
)
