"""The library: which files are personas, what each is called, and which one a name means.

``discover`` walks folders, ``files`` reads, ``scan`` decides what is a persona, ``entry`` keeps what is worth knowing of one; ``snapshot``
is the immutable whole with the one resolver, made of ``table`` and ``sorted_keys``, which share what a change leaves alone; ``lexicon`` has
the words that ``search`` finds and ranks by, ``store`` replaces snapshots.
"""
