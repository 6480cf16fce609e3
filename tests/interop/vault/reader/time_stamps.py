"""Time stamps (section 22): RFC 3161 answers, and the notes that they are about."""
import hashlib
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from . import note, tree
from .refusal import Refused, require
from .sealing import sha256
from .vault import Vault

HASHES = {"608648016503040201": "SHA256", "608648016503040202": "SHA384", "608648016503040203": "SHA512"}
STAMP_INFO, MESSAGE_DIGEST, CONTENT_TYPE = "2a864886f70d0109100104", "2a864886f70d010904", "2a864886f70d010903"
CERTIFICATE_V1, CERTIFICATE_V2 = "2a864886f70d010910020c", "2a864886f70d010910022f"
RSA = {f"2a864886f70d0101{end}" for end in ("01", "0b", "0c", "0d")}
PSS = "2a864886f70d01010a"


@dataclass(frozen=True)
class Der:
    tag: int
    whole: bytes
    content: bytes

    @property
    def parts(self) -> list["Der"]:
        rest, found = self.content, []
        while rest:
            each = read(rest)
            found.append(each)
            rest = rest[len(each.whole) :]
        return found


def read(data: bytes) -> Der:
    require(len(data) >= 2 and data[0] & 31 != 31, "U-3", "no DER")
    length, at = data[1], 2
    if length >= 128:
        at += length - 128
        length = int.from_bytes(data[2:at], "big")
    require(length >= 0 and at + length <= len(data), "U-3", "cut short")
    return Der(data[0], data[: at + length], data[at : at + length])


def _algorithm(identifier: Der) -> str:
    return identifier.parts[0].content.hex()


@dataclass(frozen=True)
class Stamp:
    imprint: bytes
    nonce: int | None
    at: int
    """Milliseconds."""
    chain: list[x509.Certificate]


def _time(text: str) -> datetime:
    form = "%Y%m%d%H%M%S.%fZ" if "." in text else "%Y%m%d%H%M%SZ"
    return datetime.strptime(text, form).replace(tzinfo=timezone.utc)


def _info(content: bytes) -> tuple[bytes, int | None, datetime]:
    """[U-3] TSTInfo"""
    parts = read(content).parts
    imprint = parts[2].parts
    require(HASHES.get(_algorithm(imprint[0])) == "SHA256", "U-2", "another hash")
    nonce = next((int.from_bytes(each.content, "big") for each in parts[5:] if each.tag == 2), None)
    return imprint[1].content, nonce, _time(parts[4].content.decode())


def _is_signed(key: Any, signature: bytes, message: bytes, algorithm: str, digest: str) -> bool:
    own = getattr(hashes, digest)()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(own))
        else:
            require(isinstance(key, rsa.RSAPublicKey) and algorithm in RSA | {PSS}, "U-4", "another kind of signature")
            salt = padding.PSS.AUTO
            pad = padding.PSS(padding.MGF1(own), salt) if algorithm == PSS else padding.PKCS1v15()
            key.verify(signature, message, pad, own)
    except InvalidSignature:
        return False
    return True


def _is_valid(certificate: x509.Certificate, at: datetime) -> bool:
    naive = at.replace(tzinfo=None)
    return certificate.not_valid_before <= naive <= certificate.not_valid_after


def _chain(signer: x509.Certificate, others: list[x509.Certificate], at: datetime) -> list[x509.Certificate]:
    """[U-5] as far as there are certificates"""
    uses = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    require(uses.critical and list(uses.value) == [ExtendedKeyUsageOID.TIME_STAMPING], "U-5", "not for time stamps")
    require(_is_valid(signer, at), "U-5", "not valid then")
    chain = [signer]
    while chain[-1].issuer != chain[-1].subject:
        last = chain[-1]
        above = [each for each in others if each.subject == last.issuer and each not in chain]
        if not above:
            break
        issuer = above[0]
        basic = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
        require(basic.ca and _is_valid(issuer, at), "U-5", "an issuer that may not, or not then")
        own = last.signature_hash_algorithm
        digest = own.name.upper() if own is not None else ""
        key = issuer.public_key()
        fits = _is_signed(key, last.signature, last.tbs_certificate_bytes, next(iter(RSA)), digest)
        require(fits, "U-5", "not signed by its issuer")
        chain.append(issuer)
    return chain


def answer(data: bytes, more: str) -> Stamp:
    """[U-3] to [U-5] all that can be checked without the query"""
    status, token = read(data).parts
    require(status.parts[0].content in (b"\0", b"\1"), "U-3", "no stamp was given")
    signed = token.parts[1].parts[0].parts
    require(signed[2].parts[0].content.hex() == STAMP_INFO, "U-3", "no stamp")
    content = signed[2].parts[1].parts[0].content
    own = [each.whole for each in signed[3].parts] if signed[3].tag == 0xA0 else []
    certificates = [x509.load_der_x509_certificate(each) for each in own]
    blocks = more.split("-----BEGIN CERTIFICATE-----")[1:]
    certificates += [x509.load_pem_x509_certificate(f"-----BEGIN CERTIFICATE-----{each}".encode()) for each in blocks]
    (signer_info,) = signed[-1].parts
    _, sid, digest, attributes, algorithm, signature = signer_info.parts[:6]
    serial = int.from_bytes(sid.parts[1].content, "big") if sid.tag == 0x30 else None
    signer = next((each for each in certificates if each.serial_number == serial), None)
    if signer is None or attributes.tag != 0xA0:
        raise Refused("U-4", "no certificate, or nothing that is signed")
    name = HASHES.get(_algorithm(digest))
    require(name is not None, "U-4", "another hash")
    values = {each.parts[0].content.hex(): each.parts[1].parts[0] for each in attributes.parts}
    require(values[CONTENT_TYPE].content.hex() == STAMP_INFO, "U-4", "another content")
    require(values[MESSAGE_DIGEST].content == hashlib.new(name, content).digest(), "U-4", "another content")
    _check_named(values, signer)
    message = b"\x31" + attributes.whole[1:]
    fits = _is_signed(signer.public_key(), signature.content, message, _algorithm(algorithm), name)
    require(fits, "U-4", "the signature is not right")
    imprint, nonce, at = _info(content)
    return Stamp(imprint, nonce, int(at.timestamp() * 1000), _chain(signer, certificates, at))


def _check_named(values: dict[str, Der], signer: x509.Certificate) -> None:
    """[U-4] that what is signed names the certificate"""
    require(CERTIFICATE_V1 in values or CERTIFICATE_V2 in values, "U-4", "no certificate is named")
    for name, default in ((CERTIFICATE_V1, "SHA1"), (CERTIFICATE_V2, "SHA256")):
        if name not in values:
            continue
        first = values[name].parts[0].parts[0].parts
        digest = HASHES[_algorithm(first[0])] if first[0].tag == 0x30 else default
        named = first[1] if first[0].tag == 0x30 else first[0]
        require(named.content == signer.fingerprint(getattr(hashes, digest)()), "U-4", "another certificate is named")


def _told(stamp: Stamp) -> dict[str, Any]:
    root = stamp.chain[-1].fingerprint(hashes.SHA256()).hex()
    return {"at": stamp.at, "root": root, "certificates": len(stamp.chain)}


def kept(text: str, nonce: bytes, data: bytes, more: str) -> dict[str, Any]:
    """[U-2] a stamp against its query"""
    stamp = answer(data, more)
    require(stamp.imprint == sha256(text.encode()), "U-2", "about something else")
    require(stamp.nonce == int.from_bytes(nonce, "big"), "U-2", "the answer to another query")
    return _told(stamp)


def check(vault: Vault) -> list[dict[str, Any]]:
    """[U-1] [U-2] [U-6] every stamp that is kept, against the journal"""
    leaves = [row["hash"] for row in vault.db.execute("SELECT hash FROM journal ORDER BY seq")]
    found, hashes_of = [], []
    for row in vault.db.execute("SELECT * FROM time_stamp WHERE answer IS NOT NULL ORDER BY journal_size, id"):
        origin, size, root = note.parse(row["note"]).checkpoint
        require(origin.startswith(f"coffer.invalid/{vault.id}/") and size == row["journal_size"], "U-1", "another note")
        require(root == tree.root(leaves[:size]), "U-1", "not what was stamped")
        found.append({"size": size} | kept(row["note"], row["nonce"], row["answer"], row["certificates"]))
        hashes_of.append(sha256(row["answer"]).hex())
    noted = "SELECT json_extract(details, '$.sha256') AS sha256 FROM journal WHERE action = 'time-stamped'"
    logged = sorted(row["sha256"] for row in vault.db.execute(noted))
    require(logged == sorted(hashes_of), "U-6", "other stamps than the journal says")
    return found
