"""A document read as a persona: title, fields, sections, prompts, skills and variables, each with its span.

``values`` is what there is, ``reading`` makes it from the text, ``persona`` is the whole. Reading is lenient and never fails: what
is missing is absent, what is unknown has no role. Saying what is wrong is the business of `persona_ls.rules`.
"""

from persona_ls.persona.persona import Persona
from persona_ls.persona.values import NO_DEFAULT, FieldValue, Prompt, SectionPart, Skill, Title, Variable

__all__ = ["NO_DEFAULT", "FieldValue", "Persona", "Prompt", "SectionPart", "Skill", "Title", "Variable"]
