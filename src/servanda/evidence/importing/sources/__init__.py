"""The importers, one file each; every file is data to read from top to bottom.

`SOURCES` is the one list of them, in the order in which people are shown them.
"""

from servanda.evidence.importing.catalogue import Source
from servanda.evidence.importing.sources.cow_contiguity import CONTIGUITY
from servanda.evidence.importing.sources.cow_mid import MID

SOURCES: dict[str, Source] = {one.name: one for one in (MID, CONTIGUITY)}
