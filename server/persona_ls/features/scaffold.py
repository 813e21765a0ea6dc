"""A new persona file, written from the format's tables."""

from datetime import date

from persona_ls.formats import Dialect, Kind, Section
from persona_ls.names import title_from
from persona_ls.templates import fill

__all__ = ["scaffold"]


def scaffold(
    dialect: Dialect, kind: Kind, locale: str, name: str, folder: str, today: date, *, title: str = "", prompt: str = ""
) -> str:
    """The text of a persona called ``name``, complete in structure, with values to replace.

    ``title`` and ``prompt``, the first of its prompts, are taken over as they are.
    """
    title = title or title_from(name)
    sections = [dialect.section(role) for role in kind.sections]
    first = next((each for each in sections if each.is_prompt), None)
    return fill(
        "persona.md.j2",
        keys=[
            (key.name(locale), _value(key.type, key.examples.get(locale, ""), folder, today))
            for key in dialect.keys
            if key.required
        ],
        title=f"{dialect.title_prefix}{title}",
        fields=[field.name(locale) for field in dialect.fields_of(kind)],
        sections=[
            {
                "name": each.name(locale),
                "body": each.body,
                "text": prompt if prompt and each is first else _text(each, dialect, locale, title),
            }
            for each in sections
        ],
    )


def _value(type_: str, example: str, folder: str, today: date) -> str:
    if type_ == "date":
        return today.isoformat()
    return f"[{folder}]" if type_ == "tags" and folder else example


def _text(section: Section, dialect: Dialect, locale: str, title: str) -> str:
    if section.is_prompt:
        return dialect.openings.get(locale, "{title}").format(title=title) + "."
    return f"…: {dialect.levels[-1].name(locale)}" if section.body == "skills" else ""
