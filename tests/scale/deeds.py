"""What people do, over HTTP only: write a usulan to its receipt, and look whether it is there."""

import re
import uuid
from dataclasses import dataclass

from tests.scale.client import Browser, path_of
from tests.scale.conftest import Stage

NUMBER = re.compile(r"2024/99\.75\.01\.1001/\d{4}")
STORY = {
    "problem": "Air menggenang setiap hujan deras di gang contoh.",
    "urgency": "Rumah warga kebanjiran.",
    "benefit": "Gang tidak tergenang.",
    "people": "120",
}


@dataclass(frozen=True)
class Receipt:
    """What the portal promised."""

    pk: str
    number: str


def begin(browser: Browser, rt: int) -> str:
    """A new draft; returns its id, which was made here."""
    pk = str(uuid.uuid4())
    answer = browser.post("/usulan/baru/", id=pk, seat=f"rt-{rt}")
    assert path_of(answer) == f"/usulan/{pk}/apa/", answer.text
    return pk


def fill(browser: Browser, stage: Stage, pk: str, rt: int, title: str) -> None:
    """All three screens."""
    base = f"/usulan/{pk}"
    browser.post(f"{base}/apa/", pilih=stage.item)
    browser.post(f"{base}/apa/", title=title, aksi="lanjut")
    place = {"rts": rt, "address": "Gang Contoh", "land_status": "pemda"}
    browser.post(f"{base}/lokasi/", **place, aksi="lanjut")
    browser.post(f"{base}/volume/", **{stage.measure: "10"}, **STORY, aksi="lanjut")


def hand_in(browser: Browser, pk: str) -> Receipt:
    """The last button, and the receipt that follows at once."""
    answer = browser.post(f"/usulan/{pk}/tindakan/submit/")
    assert path_of(answer) == f"/usulan/{pk}/tanda-terima/", answer.text
    page = browser.get(path_of(answer))
    found = NUMBER.search(page.text)
    assert found, page.text
    return Receipt(pk, found.group())
