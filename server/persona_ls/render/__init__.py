"""From a reference to the text that it becomes.

``expand`` follows references and fills variables, ``values`` says which value wins, ``sandbox`` renders templates in a child process that
may die; ``document`` makes a whole prompt file, ``layout`` fits one text into another.
"""
