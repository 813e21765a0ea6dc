"""The answers: convert, ask, convert, return. One function for each request, called by the name that `persona_ls.lsp.handlers` has for it.

What only looks at the parse of one document runs at once on the event loop. What may render a template waits for a child process, and
runs in a thread on immutable values.
"""
