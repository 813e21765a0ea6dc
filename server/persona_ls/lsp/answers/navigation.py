"""Where things lead: definitions and links."""

from lsprotocol import types

from persona_ls.features.definition import definition as definition_of
from persona_ls.features.links import links
from persona_ls.lsp.desk import Desk


def definition(desk: Desk, params: types.DefinitionParams) -> list[types.LocationLink] | list[types.Location] | None:
    """Where a reference leads."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    opened, border = found[0], desk.border
    text, home = opened.document.text, desk.session.store.home_of(opened.path)
    offset = border.offset(text, params.position)
    targets = definition_of(opened, offset, desk.session.library, home)
    places = [(target, place) for target in targets if (place := border.location(target.path, target.span))]
    if desk.client.has_location_links:
        return [
            types.LocationLink(place.uri, place.range, place.range, border.range(text, target.origin))
            for target, place in places
        ]
    return [place for _, place in places]


def document_link(desk: Desk, params: types.DocumentLinkParams) -> list[types.DocumentLink] | None:
    """References as links."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    opened, border = found[0], desk.border
    made = links(opened, desk.session.library, desk.session.store.home_of(opened.path))
    return [
        types.DocumentLink(
            border.range(opened.document.text, link.span),
            target=f"{place.uri}#L{place.range.start.line + 1}",
            tooltip=link.entry.title or link.entry.id,
        )
        for link in made
        if (place := border.location(link.entry.path, link.target))
    ]
