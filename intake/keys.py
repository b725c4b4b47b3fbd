"""Keys that follow from the portal's own secret; nothing of them is stored."""

import base64
import hashlib
import json
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_bytes

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of the curve P-256 (FIPS 186-5): private keys lie below it."""


def _oldest_secret() -> str | bytes:
    """What lies on devices must still open when the portal has taken a new secret."""
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)[-1]


def account_key(pk: int | None) -> str:
    """A name for the account that tells nothing about it to the next person at the device."""
    digest = salted_hmac("musrenbang.offline", str(pk), secret=_oldest_secret())
    return digest.hexdigest()[:24]


def account_lock(pk: int) -> str:
    """The key (AES-256, base64) under which a device keeps what this account has written.

    It is the same at every log-in, so what lies locked on a shared device opens again for its
    owner and for nobody else.
    """
    digest = salted_hmac(
        "intake.device", str(pk), secret=_oldest_secret(), algorithm="sha256"
    ).digest()
    return base64.b64encode(digest).decode()


@lru_cache(maxsize=8)
def _private_key(secret: str | bytes) -> ec.EllipticCurvePrivateKey:
    seed = hashlib.sha512(b"intake.receipt\0" + force_bytes(secret)).digest()
    return ec.derive_private_key(int.from_bytes(seed) % (_ORDER - 1) + 1, ec.SECP256R1())


def signing_key() -> ec.EllipticCurvePrivateKey:
    """What receipts are signed with (ES256)."""
    return _private_key(settings.SECRET_KEY)


def _published(secret: str | bytes) -> dict[str, Any]:
    public = _private_key(secret).public_key()
    key = json.loads(jwt.get_algorithm_by_name("ES256").to_jwk(public))
    thumb = json.dumps(
        {name: key[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":")
    )
    name = hashlib.sha256(thumb.encode()).hexdigest()[:16]
    return {**key, "alg": "ES256", "use": "sig", "kid": name}


def receipt_keys() -> list[dict[str, Any]]:
    """The public keys (JWK) of receipts: today's first, then those of earlier secrets."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [_published(secret) for secret in secrets]
