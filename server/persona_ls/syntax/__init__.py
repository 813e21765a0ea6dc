"""Text in, values with spans out: front matter, Markdown outline, references, templates.

Nothing here reads a file, and nothing here raises, whatever the text.
"""
