"""The configuration: ``persona-ls.toml``, or ``[tool.persona-ls]`` in ``pyproject.toml``.

``settings`` is the table of what there is, ``load`` reads one file, ``reader`` its tables, ``tree`` finds the file that counts for a
document, ``schema`` makes the JSON Schemas. A mistake is a finding in the file itself, on the key; the rest of the file still counts.
"""
