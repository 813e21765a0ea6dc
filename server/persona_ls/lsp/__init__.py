"""The door of the editors: the Language Server Protocol, and nothing that knows personas.

A message goes down this list and its answer comes back up:

* `framing` cuts the byte stream into frames; `transport` reads, writes, and decides when the process ends;
* `envelope` says what a JSON value is; `protocol` answers every request exactly once and runs the handlers;
* `converter` turns JSON into lsprotocol's classes and back; `capabilities` reads what a client can do;
* `documents` holds the texts that are open in the editor; `uris` says when two spellings mean one document.

This package is the only one that imports pygls or lsprotocol: importing them costs more than everything else
that a command does.
"""
