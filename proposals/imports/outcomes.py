"""What SIPD says became of a usulan, as a status of the portal (domain page 3.2).

SIPD names the stage that is to act next and appends "||Ditolak" where that stage refused. The
recap per kelurahan says only "Diakomodir" or "Tidak Diakomodir". The portal's own labels are
understood too, so that a list which left the portal can come back.
"""

from proposals.imports.parsing import name_key
from proposals.statuses import Status

_SUBMITTED = (Status.SUBMITTED, Status.REJECTED)
_AT_KECAMATAN = (Status.FORWARDED, Status.NOT_AGREED)
_AT_OPD = (Status.AGREED, Status.DECLINED)
_AT_CITY = (Status.ACCOMMODATED, Status.DECLINED)

_STAGES: dict[str, tuple[Status, Status]] = {
    "Pengajuan Usulan": _SUBMITTED,
    "Usulan Baru": _SUBMITTED,
    "Verifikasi Kelurahan": _SUBMITTED,
    "Verifikasi Kelurahan/Desa": _SUBMITTED,
    # The agency's desk looks at what the kelurahan has sent on, before the kecamatan meets.
    "Validasi Mitra Bappeda": _AT_KECAMATAN,
    "Diteruskan ke Musrenbang Kecamatan": _AT_KECAMATAN,
    "Musrenbang Kecamatan": _AT_KECAMATAN,
    "Verifikasi Kecamatan": _AT_KECAMATAN,
    "Diteruskan ke Forum SKPD": _AT_OPD,
    "Forum SKPD": _AT_OPD,
    "Diteruskan ke Forum Perangkat Daerah": _AT_OPD,
    "Verifikasi Perangkat Daerah": _AT_OPD,
    "Verifikasi SKPD": _AT_OPD,
    "Diteruskan ke Musrenbang Provinsi/Kabupaten/Kota": _AT_CITY,
    "Diteruskan ke Musrenbang Kabupaten/Kota": _AT_CITY,
    "Diteruskan ke Musrenbang Kota": _AT_CITY,
    "Verifikasi TAPD": _AT_CITY,
}
_ENDINGS = {
    "Diakomodir": Status.ACCOMMODATED,
    "Diakomodasi": Status.ACCOMMODATED,
    "Tidak Diakomodir": Status.DECLINED,
    "Tidak Diakomodasi": Status.DECLINED,
    "Ditolak": Status.DECLINED,
    "Dibatalkan": Status.WITHDRAWN,
    "Dikembalikan": Status.RETURNED,
}
ONLY_IN_PORTAL = frozenset(
    {
        *(Status.DRAFT, Status.MERGED, Status.DIVERTED),
        *(Status.IN_RKPD, Status.IN_APBD, Status.REALISED, Status.CANCELLED),
    }
)
"""They rest on something that no list carries: a frozen RKPD line, another usulan, a source."""

_STAGE_OF = {name_key(text): statuses for text, statuses in _STAGES.items()}
_OWN_LABELS = {name_key(status.label): status for status in Status}
# "Dibatalkan" is SIPD's word for what the proposer withdrew; it goes before the portal's label.
_STATUS_OF = _OWN_LABELS | {name_key(text): status for text, status in _ENDINGS.items()}


def status_of(text: str) -> Status:
    """The status that SIPD's text stands for; raises ``ValueError`` with a sentence."""
    stage, separator, verdict = text.partition("||")
    key, verdict_key = name_key(stage), name_key(verdict)
    if key in _STAGE_OF and verdict_key in ("", "ditolak"):
        return _STAGE_OF[key][1 if verdict_key else 0]
    if key in _STAGE_OF and verdict_key in ("dibatalkan", "dikembalikan"):
        return _STATUS_OF[verdict_key]
    status = None if separator else _STATUS_OF.get(key)
    if status is None:
        raise ValueError(
            f"Status “{text[:80]}” tidak dikenal. Tulis status SIPD seperti Diakomodir, Tidak "
            "Diakomodir, Verifikasi Kecamatan, atau Verifikasi Kecamatan||Ditolak."
        )
    return status
