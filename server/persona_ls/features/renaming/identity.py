"""The name by which references call a persona: its id, wherever its dialect keeps that, or an alias."""

from persona_ls.features.change import Change, RenamedFile
from persona_ls.features.places import Place, places
from persona_ls.features.renaming.keys import added_key, kept_alias
from persona_ls.features.renaming.moving import Move, entries_below, follow, library_after, refuse_capture
from persona_ls.features.renaming.pen import Pen
from persona_ls.features.renaming.refusal import Refusal, shown
from persona_ls.features.scalars import in_yaml, name_span
from persona_ls.features.subject import NamedPersona, id_scalar
from persona_ls.features.workspace import Workspace, file_of
from persona_ls.formats import Dialect, IdFrom
from persona_ls.formats.pattern import pattern_of
from persona_ls.library.described import stem_of
from persona_ls.library.entry import Entry, Layer
from persona_ls.library.snapshot import Library
from persona_ls.locales import N_
from persona_ls.names import nfc
from persona_ls.persona import Persona
from persona_ls.syntax.reference import SIGIL, is_name
from persona_ls.text import Edit, Text, apply_edits

__all__ = ["rename_alias", "rename_id"]


def rename_id(entry: Entry, wanted: str, persona: Persona, workspace: Workspace, *, can_move: bool) -> Change:
    """Call ``entry`` otherwise, in all references and where its id comes from: a key, the name of its file, or of its folder.

    Where the editor cannot move files, the file of a persona says its id from then on.

    Raises:
        Refusal: the name will not do, or is taken.
    """
    new = _bare(wanted, entry, persona.dialect)
    if new == entry.id:
        return Change()
    _refuse_taken(new, entry, workspace.library)
    pen, file, scalar = Pen(workspace), file_of(entry.path, workspace), id_scalar(persona)
    renamed = _renamed_file(entry, new, persona, workspace) if can_move else None
    if scalar:
        pen.rewrite(Place(file, name_span(scalar, persona.source), scalar.value.strip(), scalar=scalar), new)
    elif renamed is None:
        pen.edit(file, _declaration(entry, persona, new))
    if renamed is None and persona.dialect.id_from is IdFrom.FOLDER:
        raise Refusal(_NO_FILES, is_about_name=False, name=entry.id)
    own = Text(apply_edits(persona.source, pen.edits_of(entry.path)))
    moves = _moves(entry, new, own, renamed, workspace)
    after = library_after(moves, workspace.library)
    refuse_capture(moves, new, after, workspace)
    follow(moves, after, workspace, pen)
    kept = kept_alias(entry, persona, file)
    return Change(edited=(*pen.files(), *kept), renamed=(renamed,) if renamed else ())


def rename_alias(subject: NamedPersona, wanted: str, persona: Persona, workspace: Workspace) -> Change:
    """Change one alias, and the references that use it; the others, and the id, stay.

    Raises:
        Refusal: the name will not do, or is taken.
    """
    entry, old = subject.entry, subject.name
    new = _bare(wanted, entry, persona.dialect)
    if new == old:
        return Change()
    if new == entry.id or new in entry.aliases:
        raise Refusal(_OWN, new=new)
    _refuse_taken(new, entry, workspace.library)
    aliases = tuple(new if each == old else each for each in entry.aliases)
    moves = [Move(entry, entry._replace(aliases=aliases))]
    refuse_capture(moves, new, library_after(moves, workspace.library), workspace)
    pen, declared = Pen(workspace), id_scalar(persona)
    for place in places(subject, workspace):
        if not place.is_title and nfc(place.name) == old and not (declared and place.scalar == declared):
            pen.rewrite(place, new)
    return Change(edited=pen.files())


def _bare(wanted: str, entry: Entry, dialect: Dialect) -> str:
    """The id in what was typed, which may be spelt as in a reference: ``@persona:dev/backend``."""
    *folders, new = nfc(wanted.strip()).removeprefix(SIGIL).split("/")
    if not is_name(new):
        raise Refusal(_INVALID, new=wanted)
    if folders and list(entry.folders[-len(folders) :]) != folders:
        raise Refusal(_FOLDER, name=entry.id, folder="/".join(entry.folders), new=new)
    key = dialect.key("name") if dialect.id_from in (IdFrom.NAME, IdFrom.FOLDER) else None
    if key and key.pattern and not pattern_of(key.pattern).fits(new):
        raise Refusal(_PATTERN, new=new, pattern=key.pattern)
    if key and key.limit and len(new) > key.limit:
        raise Refusal(_LONG, limit=key.limit, count=len(new))
    return new


def _refuse_taken(new: str, entry: Entry, library: Library) -> None:
    """Ids and aliases of one level are one set of names."""
    for other in library.named(new):
        is_level = other.layer == entry.layer and (other.layer is not Layer.WORKSPACE or other.root == entry.root)
        if is_level and other.path != entry.path:
            raise Refusal(_TAKEN, new=new, path=shown(other.path, other.root))


def _renamed_file(entry: Entry, new: str, persona: Persona, workspace: Workspace) -> RenamedFile | None:
    """The file that is called like the persona, or the folder; ``None`` where a key says the id."""
    path, dialect = entry.path, persona.dialect
    if dialect.id_from is IdFrom.FOLDER:
        moved = RenamedFile(path.parent, path.parent.with_name(new))
    elif id_scalar(persona):
        return None
    else:
        moved = RenamedFile(path, path.with_name(new + path.name[len(stem_of(path, dialect)) :]))
    # Of a change of case alone, some file systems say that the new name is there.
    if workspace.exists(moved.new) and moved.new.name.casefold() != moved.old.name.casefold():
        raise Refusal(_EXISTS, path=shown(moved.new, entry.root))
    return moved


def _moves(entry: Entry, new: str, own: Text, renamed: RenamedFile | None, workspace: Workspace) -> list[Move]:
    """The persona as it will be, and what else lies in a folder that is renamed."""
    path = entry.path
    if renamed:
        path = renamed.new if renamed.old == path else renamed.new / path.relative_to(renamed.old)
    after = workspace.entry_at(path, own)
    if after is None or after.id != new or after.dialect != entry.dialect:
        raise Refusal(_UNUSABLE, new=new, path=path.name)
    is_folder = renamed is not None and renamed.old != entry.path
    below = entries_below(renamed.old, renamed.new, workspace.library) if renamed and is_folder else ()
    return [*(each for each in below if each.old.path != entry.path), Move(entry, after)]


def _declaration(entry: Entry, persona: Persona, new: str) -> Edit:
    """The front matter, or one line more of it, with the id."""
    role = "name" if persona.dialect.id_from is IdFrom.NAME else "id"
    key = persona.dialect.key(role)
    if key is None or persona.dialect.id_from is IdFrom.STEM:
        raise Refusal(_NO_FILES, is_about_name=False, name=entry.id)
    edit = added_key(persona, role, in_yaml(new))
    if edit is None:
        raise Refusal(_FRONT_MATTER, is_about_name=False, key=key.name(persona.locale))
    return edit


_INVALID = N_("`{new}` cannot be a name: a name has letters, digits, and `-`, `_` or `.` between them.")
_FOLDER = N_("`{name}` lies in `{folder}`, and a rename moves it to no other folder: write `{new}` alone.")
_PATTERN = N_("`{new}` cannot be a name here: it must match `{pattern}`.")
_LONG = N_("A name has at most {limit} characters here; this one has {count}.")
_TAKEN = N_("`{new}` is the name of {path} already.")
_OWN = N_("This persona is called `{new}` already.")
_EXISTS = N_("There is {path} already.")
_UNUSABLE = N_("As {path} the file would be no persona called `{new}`.")
_NO_FILES = N_(
    "The name of `{name}` is that of its file, and your editor does not let a server rename files: rename it by hand."
)
_FRONT_MATTER = N_("The front matter is not one to write `{key}` into: mend it first.")
