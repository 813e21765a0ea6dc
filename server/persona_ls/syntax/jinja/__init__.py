"""How a template is parsed: `chunks` cuts it into tags, `blocks` pairs them, `parse` has Jinja2 read what is sound, `names` walks the tree.

Of all modules outside `persona_ls.render` only these import Jinja2's inside, and all positions in them count code points of a text whose
lines end in ``\\n``, which is how Jinja2 reads. Use `persona_ls.syntax.template`, which is the face of it.
"""
