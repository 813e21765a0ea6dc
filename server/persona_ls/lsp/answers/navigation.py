"""Where names lead, and where else they stand."""

from lsprotocol import types

from persona_ls import asking
from persona_ls.features.definition import definition as definition_of
from persona_ls.features.highlights import highlights
from persona_ls.features.links import links
from persona_ls.features.opened import Opened
from persona_ls.features.places import files_naming
from persona_ls.features.references import references as references_of
from persona_ls.features.subject import spot_at
from persona_ls.lsp.desk import Desk


def definition(desk: Desk, params: types.DefinitionParams) -> list[types.LocationLink] | list[types.Location] | None:
    """Where a name leads."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    opened, border = found[0], desk.border
    targets = definition_of(opened, border.offset(opened.text, params.position), asking.workspace(desk.session))
    places = border.locations((target.file, target.span) for target in targets)
    if not desk.client.has_location_links:
        return places
    origin = border.range(opened.text, targets[0].origin) if targets else None
    return [types.LocationLink(place.uri, place.range, place.range, origin) for place in places]


def references(desk: Desk, params: types.ReferenceParams) -> list[types.Location] | None:
    """Every place where the name is said that the cursor touches."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    opened, border = found[0], desk.border
    offset = border.offset(opened.text, params.position)
    look_at_files(desk, opened, offset)
    wanted = params.context.include_declaration
    places = references_of(opened, offset, asking.workspace(desk.session), declarations=wanted)
    return border.locations((place.file, place.span) for place in places)


def document_highlight(desk: Desk, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight] | None:
    """The name under the cursor in the rest of the document."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    opened, border = found[0], desk.border
    places = highlights(opened, border.offset(opened.text, params.position), asking.workspace(desk.session))
    ranges = border.ranges(opened.text, [place.span for place in places])
    write, read = types.DocumentHighlightKind.Write, types.DocumentHighlightKind.Read
    return [
        types.DocumentHighlight(each, write if place.is_declaration else read)
        for place, each in zip(places, ranges, strict=True)
    ]


def look_at_files(desk: Desk, opened: Opened, offset: int) -> None:
    """What the index says of the files that name the thing at ``offset`` is true afterwards, also where nobody told of a change."""
    library, home = desk.session.library, desk.session.store.home_of(opened.path)
    spot = spot_at(opened, offset, library, home)
    desk.indexer.look_at(
        {path for subject in (spot.subjects if spot else ()) for path in files_naming(subject, library)}
    )


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
