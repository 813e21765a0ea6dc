"""One file for each thing an editor asks: pure functions of a library snapshot, a document and an offset, with plain values out.

`context` answers once what lies under the cursor; every feature asks it and none reads the text again.
"""
