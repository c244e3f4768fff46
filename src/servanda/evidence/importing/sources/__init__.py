"""The importers, one file for each family; every file is data to read from top to bottom.

`SOURCES` is the one list of them, in the order in which people are shown them.
"""

from servanda.evidence.importing.catalogue import Source
from servanda.evidence.importing.sources.acled import ACLED
from servanda.evidence.importing.sources.cow_contiguity import CONTIGUITY
from servanda.evidence.importing.sources.cow_further import ALLIANCES, ATOP, DYADS, MIE, NMC, STATES
from servanda.evidence.importing.sources.cow_mid import MID
from servanda.evidence.importing.sources.exercises import JME, MME
from servanda.evidence.importing.sources.forces import HOLDINGS, TROOPS, US_NUCLEAR
from servanda.evidence.importing.sources.gdelt import GDELT1, GDELT2
from servanda.evidence.importing.sources.gibler import GML
from servanda.evidence.importing.sources.gleditsch_ward import GW_STATES
from servanda.evidence.importing.sources.icews import ICEWS, POLECAT
from servanda.evidence.importing.sources.ucdp import GED, UCDP_PRIO

SOURCES: dict[str, Source] = {
    one.name: one
    for one in (
        *(MID, DYADS, GML, MIE, CONTIGUITY, STATES, GW_STATES, NMC, ALLIANCES, ATOP, UCDP_PRIO, GED),
        *(ACLED, GDELT1, GDELT2, ICEWS, POLECAT, MME, JME, TROOPS, HOLDINGS, US_NUCLEAR),
    )
}
