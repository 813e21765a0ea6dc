"""What another name changes, one module for each kind of thing that has one.

`identity` is the name by which references call a persona, `words` are titles, tags and headings, `variables` those of prompts; `moving`
keeps references true to what they mean, whatever moves.
"""
