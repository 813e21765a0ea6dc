"""persona-ls: a language server for libraries of prompt personas."""

__version__ = "0.1.0"
