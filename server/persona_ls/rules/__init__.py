"""What is wrong with a document, and how to mend it: one rule, one file.

A module of this package that has a ``RULE`` is a rule; the folder is the register. `base` says what a rule is, `registry` finds them.
"""
