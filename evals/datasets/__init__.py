"""Public sets to measure on, read from where a person put them: none is part of the repository.

Each module has `load(path)`, which gives `Labelled` records one at a time in the order of the file, and raises
`NotThisSet` for a file of other columns. `WHERE` says what each set is and where it is published.
"""

from evals.datasets.labelled import WHERE, Labelled, NotThisSet

__all__ = ["WHERE", "Labelled", "NotThisSet"]
