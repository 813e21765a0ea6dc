"""Signature help: the variables of a reference while its arguments are written."""

from lsprotocol import types

from persona_ls.features.signature import Parameter, Signature
from persona_ls.features.signature import signature as signature_of
from persona_ls.lsp.desk import Desk
from persona_ls.text import Text


def signature_help(desk: Desk, params: types.SignatureHelpParams) -> types.SignatureHelp | None:
    """The variables that the reference at the cursor can be given."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    opened, session = found[0], desk.session
    offset = desk.border.offset(opened.text, params.position)
    made = signature_of(opened, offset, session.library, session.store.home_of(opened.path), session.say)
    return _help(desk, made) if made else None


def _help(desk: Desk, made: Signature) -> types.SignatureHelp:
    # One behind the last is how a server says "none": left out it would mean the first.
    active = len(made.parameters) if made.active is None else made.active
    information = types.SignatureInformation(
        label=made.label,
        documentation=made.doc or None,
        parameters=[_parameter(desk, each, Text(made.label)) for each in made.parameters],
    )
    return types.SignatureHelp([information], active_signature=0, active_parameter=active)


def _parameter(desk: Desk, parameter: Parameter, label: Text) -> types.ParameterInformation:
    words: str | tuple[int, int] = parameter.span.of(label.source)
    if desk.client.has_label_offsets:
        place = desk.border.range(label, parameter.span)
        words = place.start.character, place.end.character
    return types.ParameterInformation(words, parameter.doc or None)
