"""Keys and versions of the agreement that a bundle brings.

Rules it keeps:

- a bundle of another agreement is refused whole, before anything of it is kept;
- the keys of a party that is not known here are taken only with a version of the agreement that names them and that
  everybody bound signed: so nobody can register keys for a party that has yet to accede, and block or impersonate it;
- two well signed versions of a party's keys with one number are both kept.

It leaves to others: logs (`receiving`), and what makes keys and versions good (`servanda.verify`).
"""

from collections.abc import Callable, Iterator

from servanda.record.bundle import Bundle
from servanda.record.disk import exists, put
from servanda.record.refusal import refusal
from servanda.record.registry import Registry
from servanda.verify import keychain, note, replica
from servanda.verify.canonical import Malformed, sha256
from servanda.verify.keychain import Chain, Root

Tell = Callable[[str, str], None]
FIRST_VERSION = "agreement/0001.note"


def same_agreement(registry: Registry, bundle: Bundle) -> None:
    """Refuses a bundle whose first version is not ours, the one founded or the one drafted here."""
    brought = _text_of(bundle.read(FIRST_VERSION)) if FIRST_VERSION in bundle.files else ""
    drafted = "agreement/0001.draft"
    ours = next((path for path in (FIRST_VERSION, drafted) if exists(registry.disk, path)), None)
    if not brought.startswith(replica.FIRST) or ours is None or brought == note.parse(registry.disk.read(ours)).text:
        return
    raise refusal(
        "bundle-other-agreement",
        f"The bundle is of the agreement {sha256(brought.encode())[:16]}…, this record of another one.",
        FIRST_VERSION,
        "Nothing was taken in. Give the folder of that agreement, or ask for the bundle of this one.",
    )


def take(registry: Registry, bundle: Bundle, tell: Tell) -> list[str]:
    """Takes in what is good; returns the paths of what contradicts what was known."""
    known = sorted(registry.frame.chains)
    contradictions = [path for party in known for path in _take_keys(registry, bundle, party, tell)]
    _take_versions(registry, bundle, tell)
    joined = sorted(registry.frame.chains.keys() - set(known))
    return contradictions + [path for party in joined for path in _take_keys(registry, bundle, party, tell)]


def _take_keys(registry: Registry, bundle: Bundle, party: str, tell: Tell) -> Iterator[str]:
    """Continues the chain of a party that is known here; yields what contradicts it."""
    chain = Chain(list(registry.frame.chains.get(party, Chain()).roots))
    names = [name for name in bundle.names(f"keys/{party}") if name.endswith(".root.json")]
    for number in sorted(int(name.split(".")[0]) for name in names):
        place = f"keys/{party}/{number}.root.json"
        data = bundle.read(place)
        if number <= len(chain.roots) and sha256(data) == chain.roots[number - 1].digest:
            continue
        try:
            before = chain.roots[number - 2] if 1 < number <= len(chain.roots) + 1 else None
            root = keychain.read(data, before)
            if root.party != party:
                raise Malformed(f"speaks for {root.party}")
        except Malformed as error:
            tell(place, f"refused: {error}")
            continue
        if number <= len(chain.roots):
            if number == 1:
                tell(place, f"refused: the agreement names other first keys of {party}")
                continue
            rival = f"keys/{party}/rival/{number}-{root.digest}.json"
            put(registry.disk, rival, data)
            yield rival
            tell(place, "is another version with the same number, also well signed; both are kept")
            continue
        put(registry.disk, place, data)
        chain.roots.append(root)
        registry.changed()


def _take_versions(registry: Registry, bundle: Bundle, tell: Tell) -> None:
    strangers = _strangers(registry, bundle, tell)
    for name in (name for name in bundle.names("agreement") if name.endswith(".note")):
        place = f"agreement/{name}"
        if exists(registry.disk, place):
            if note.parse(registry.disk.read(place)).text != _text_of(bundle.read(place)):
                tell(place, "refused: is another agreement than the one of this record")
            continue
        try:
            frame = registry.frame
            chains = frame.chains | {party: Chain([root]) for party, (root, _) in strangers.items()}
            version = replica.read_version(bundle.read(place), frame.versions[-1] if frame.versions else None, chains)
            if name != f"{version.number:04d}.note":
                raise Malformed("has a number other than its name says")
        except Malformed as error:
            tell(place, f"refused: {error}")
            continue
        for party in sorted(version.members.keys() & strangers.keys()):
            put(registry.disk, f"keys/{party}/1.root.json", strangers.pop(party)[1])
        put(registry.disk, place, bundle.read(place))
        registry.changed()
    for party in strangers:
        tell(f"keys/{party}", f"left out: {party} is no member of the agreement")


def _strangers(registry: Registry, bundle: Bundle, tell: Tell) -> dict[str, tuple[Root, bytes]]:
    """First keys of parties that are not known here. They count once a version names them that all others signed."""
    found = {}
    for party in bundle.names("keys"):
        place = f"keys/{party}/1.root.json"
        if party in registry.frame.chains or place not in bundle.files:
            continue
        try:
            root = keychain.read(bundle.read(place), None)
            if root.party != party:
                raise Malformed(f"speaks for {root.party}")
        except Malformed as error:
            tell(place, f"refused: {error}")
            continue
        found[party] = (root, bundle.read(place))
    return found


def _text_of(data: bytes) -> str:
    try:
        return note.parse(data).text
    except Malformed:
        return ""
