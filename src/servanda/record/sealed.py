"""Restricted fields: sealed to their readers, while the log carries their hash.

Rules it keeps:

- the value becomes a salted disclosure `[salt, "/name", value]`, padded to a multiple of 512 bytes, encrypted to each
  reader (`jwe`) as a blob; the log has the blob's hash, the disclosure's hash and the readers' names;
- the salt keeps a short value from being guessed from its hash;
- a reader who passes a value on can prove that it is the filed one: the disclosure has the hash that was signed.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from servanda.record import jwe
from servanda.record.forms import ALL_PARTIES, PUBLIC, Form
from servanda.verify.canonical import Malformed, canonical, parse_canonical, sha256, table, to_base64
from servanda.verify.replica import Replica

BLOCK = 512


def readers_of(release: str | tuple[str, ...], filer: str, replica: Replica) -> dict[str, bytes]:
    """Names and reading keys of those who may read, by the latest version of each one's keys."""
    parties = [party for party, (_, part) in replica.versions[-1].members.items() if part == "party"]
    named = parties if release == ALL_PARTIES else [*release, filer]
    missing = [party for party in named if party not in replica.chains]
    if missing:
        raise Malformed(f"there are no keys of {missing[0]} to seal a field to")
    return {party: replica.chains[party].roots[-1].reading for party in named}


def seal(
    form: Form, filer: str, fields: Mapping[str, Any], replica: Replica
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The fields as they go into the log, and the blobs that go beside it, by hash."""
    result, blobs = dict(fields), {}
    for field in form.fields:
        if field.release == PUBLIC or field.name not in fields:
            continue
        readers = readers_of(field.release, filer, replica)
        disclosure = canonical([to_base64(os.urandom(32)), f"/{field.name}", fields[field.name]])
        padded = disclosure + b" " * (-len(disclosure) % BLOCK)
        envelope = jwe.seal(padded, readers)
        name = sha256(envelope)
        blobs[name] = envelope
        result[field.name] = {"sealed": {"blob": name, "digest": sha256(disclosure), "to": sorted(readers)}}
    return result, blobs


def open_fields(
    fields: Mapping[str, Any], reader: str, private: X25519PrivateKey, blob: Callable[[str], bytes]
) -> dict[str, Any]:
    """The fields with everything opened that this reader may read; the rest stays sealed."""
    result = dict(fields)
    for name, value in fields.items():
        if not isinstance(value, dict) or value.keys() != {"sealed"}:
            continue
        sealed = table(value["sealed"], {"blob": str, "digest": str, "to": list}, "a sealed field")
        if reader not in sealed["to"]:
            continue
        disclosure = jwe.open_as(blob(sealed["blob"]), reader, private).rstrip(b" ")
        if sha256(disclosure) != sealed["digest"]:
            raise Malformed(f"what was encrypted as `{name}` is not what was signed")
        content = parse_canonical(disclosure)
        if not isinstance(content, list) or len(content) != 3 or content[1] != f"/{name}":
            raise Malformed(f"what was encrypted as `{name}` is another field")
        result[name] = content[2]
    return result
