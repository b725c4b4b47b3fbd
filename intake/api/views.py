"""The four doors: reference data, a usulan, one of its files, and how one's usulan stand."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt

from foundation.uploads import MAX_BYTES, UploadError
from intake.api.answers import NOT_YOURS, body_of, endpoint, later, refused
from intake.files import NotDeclared, OtherFile, receive_file
from intake.parcels import MOST_BYTES, Parcel, UnreadableParcel
from intake.receipts import Standing, signed
from intake.receiving import NeedsMending, OtherContent, Outcome, TooLate, receive
from intake.reference import reference_for
from intake.standings import UnknownMark, changed_since
from proposals.attachments import StoreUnavailable
from proposals.workflow import ActionNotAllowed

OTHER = (
    "Usulan ini sudah terkirim dengan isi yang lain. Simpan keduanya sebagai dua usulan, atau "
    "buang salinan di perangkat ini."
)
MEND = "Usulan belum dapat diterima. Perbaiki yang ditandai, lalu kirim lagi."
UNKNOWN = "Usulan atau berkas ini tidak dikenal."
OTHER_FILE = "Berkas ini bukan berkas yang dinyatakan usulannya."


def _other_content(error: OtherContent) -> JsonResponse:
    own = {"kuitansi": signed(error.standing)} if error.standing else {}
    return refused(409, "isi-lain", OTHER, **own)


def _store_unavailable(error: StoreUnavailable) -> JsonResponse:
    if error.is_full:
        return later(507, "penuh", str(error), 300)
    return later(503, "nanti", str(error), 30)


REFUSALS: dict[type[Exception], Callable[[Any], JsonResponse]] = {
    UnreadableParcel: lambda error: refused(400, "tidak-terbaca", str(error)),
    ActionNotAllowed: lambda _: refused(403, "bukan-hak", NOT_YOURS),
    OtherContent: _other_content,
    TooLate: lambda error: refused(422, "terlambat", str(error)),
    NeedsMending: lambda error: refused(422, "perlu-diperbaiki", MEND, masalah=error.problems),
    NotDeclared: lambda _: refused(404, "tidak-ada", UNKNOWN),
    OtherFile: lambda _: refused(409, "berkas-lain", OTHER_FILE),
    UploadError: lambda error: refused(
        422, "perlu-diperbaiki", str(error), masalah={"photos": [str(error)]}
    ),
    StoreUnavailable: _store_unavailable,
}
"""What stood in the way, and how it is answered; nothing was stored by any of them."""


@endpoint("GET", "rujukan", 30)
def reference(request: HttpRequest) -> HttpResponse:
    """What a device needs to write usulan without a network."""
    by_key = getattr(request, "by_device_key", False)
    known = request.GET.get("sejak", "")
    return JsonResponse(reference_for(request.user, since=known, with_lock=not by_key))


@endpoint("PUT", "usulan", 60)
def usulan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Receive one usulan."""
    body = body_of(request, MOST_BYTES)
    if isinstance(body, HttpResponse):
        return body
    return _answered(
        lambda: receive(Parcel(pk, body, _clock(request)), actor=_actor(request)),
    )


@endpoint("PUT", "berkas", 240)
def file(request: HttpRequest, pk: UUID, key: UUID) -> HttpResponse:
    """Receive one declared photo or paper."""
    body = body_of(request, MAX_BYTES)
    if isinstance(body, HttpResponse):
        return body
    return _answered(lambda: receive_file(pk, key, body, actor=_actor(request)))


@endpoint("GET", "status", 60)
def status(request: HttpRequest) -> HttpResponse:
    """Own usulan that changed since a mark."""
    try:
        return JsonResponse(changed_since(request.user, request.GET.get("sejak", "")))
    except UnknownMark:
        return refused(400, "tidak-terbaca", "Tanda waktu ini tidak dikenal.")


@csrf_exempt
def unknown(request: HttpRequest) -> JsonResponse:
    """What is no door of the interface."""
    return refused(404, "tidak-ada", "Alamat ini tidak dikenal.")


def _actor(request: HttpRequest) -> Any:
    """The account that ``endpoint`` let in."""
    return request.user


def _clock(request: HttpRequest) -> datetime | None:
    """The device's clock, if it told a time that can be reckoned with."""
    try:
        said = parse_datetime(request.headers.get("X-Jam-Perangkat", ""))
    except ValueError:
        return None
    return said if said is not None and timezone.is_aware(said) else None


def _answered(deed: Callable[[], Outcome]) -> JsonResponse:
    try:
        outcome = deed()
    except tuple(REFUSALS) as error:
        return next(answer(error) for kind, answer in REFUSALS.items() if isinstance(error, kind))
    return JsonResponse(answer_of(outcome.standing), status=201 if outcome.is_new else 200)


def answer_of(standing: Standing) -> dict[str, object]:
    """The receipt, and beside it what it says in plain fields."""
    proposal = standing.proposal
    return {
        "kuitansi": signed(standing),
        "id": str(proposal.pk),
        "nomor": proposal.number,
        "kode": proposal.tracking_code,
        "tautan": reverse("publik:track", args=[proposal.tracking_code]),
        "berkas": {"dinyatakan": len(standing.declared), "sampai": len(standing.arrived)},
        "lengkap": standing.is_complete,
    }
