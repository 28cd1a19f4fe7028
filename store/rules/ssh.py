"""SSH public keys as ``ssh-keygen`` writes them: ``TYPE BASE64 [COMMENT]``, one line. Pure.

What a key says of itself is checked against its bytes (RFC 4253, 5656, 8709): a line that was cut or pasted wrongly is
refused when it is entered, not when it is to verify a signature.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass

# What OpenSSH verifies signatures with; ssh-dss it does no more. Security keys name their application last.
CURVES = {"nistp256": 65, "nistp384": 97, "nistp521": 133}  # bytes of an uncompressed point
TYPES = {
    "ssh-ed25519": 2,
    "ssh-rsa": 3,
    "sk-ssh-ed25519@openssh.com": 3,
    "sk-ecdsa-sha2-nistp256@openssh.com": 4,
    **{f"ecdsa-sha2-{curve}": 3 for curve in CURVES},
}
RSA_BITS = 2048


class BadKey(ValueError):
    """Not a public key that can be kept; ``code`` says why."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class Key:
    """A public key."""

    type: str
    body: bytes
    comment: str

    @property
    def fingerprint(self) -> str:
        """As ``ssh-keygen -l`` prints it."""
        return f"SHA256:{b64encode(hashlib.sha256(self.body).digest()).decode().rstrip('=')}"

    def __str__(self) -> str:
        return " ".join(filter(None, (self.type, b64encode(self.body).decode(), self.comment)))


def read_key(text: str) -> Key:
    """Read one line of a ``.pub`` file.

    Raises:
        BadKey: it is none.
    """
    line = text.strip()
    if "PRIVATE KEY" in line:
        raise BadKey("E-KEY-PRIVATE")
    kind, _, rest = line.partition(" ")
    body, _, comment = rest.strip().partition(" ")
    if len(line.splitlines()) != 1 or not body:
        raise BadKey("E-KEY-FORM")
    if kind not in TYPES:
        raise BadKey("E-KEY-TYPE", type=kind, known=tuple(TYPES))
    try:
        raw = b64decode(body, validate=True)
    except ValueError as e:
        raise BadKey("E-KEY-BODY") from e
    _check(kind, _parts(raw))
    return Key(kind, raw, comment.strip())


def _parts(raw: bytes) -> list[bytes]:
    """The strings that a key's bytes hold, each behind its length."""
    found, at = [], 0
    while at < len(raw):
        size = int.from_bytes(raw[at : at + 4], "big")
        at += 4 + size
        if at > len(raw):
            raise BadKey("E-KEY-BODY")
        found.append(raw[at - size : at])
    return found


def _check(kind: str, parts: list[bytes]) -> None:
    """The bytes are of the type that the line names, and whole."""
    if len(parts) != TYPES[kind] or parts[0] != kind.encode():
        raise BadKey("E-KEY-BODY")
    if "ed25519" in kind and len(parts[1]) != 32:
        raise BadKey("E-KEY-BODY")
    if "ecdsa" in kind:
        size = CURVES.get(parts[1].decode("ascii", "replace"))
        if f"ecdsa-sha2-{parts[1].decode('ascii', 'replace')}" not in kind or size != len(parts[2]):
            raise BadKey("E-KEY-BODY")
    if kind == "ssh-rsa" and (bits := int.from_bytes(parts[2], "big").bit_length()) < RSA_BITS:
        raise BadKey("E-KEY-WEAK", bits=bits, least=RSA_BITS)
