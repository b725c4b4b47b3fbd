"""What the help page says about each step of a usulan's road."""

from dataclasses import dataclass

from publik.road import STEPS

SENTENCES = {
    "Diajukan": "Usulan sampai, mendapat nomor dan tanda terima.",
    "Diperiksa kelurahan": (
        "Petugas memeriksa isinya, dan bila perlu melihat tempatnya. Yang kurang dikembalikan "
        "kepada Anda."
    ),
    "Musrenbang kelurahan": (
        "Usulan dibahas dan diurutkan bersama. Sebagian dikerjakan dengan dana kelurahan sendiri."
    ),
    "Kecamatan": "Usulan terpilih dari semua kelurahan dibahas di kecamatan.",
    "Perangkat Daerah": "Dinas yang akan mengerjakan memeriksa manfaat, biaya, dan aturannya.",
    "Rancangan RKPD": "Usulan masuk ke rancangan rencana kerja kota untuk tahun depan.",
    "APBD": "Pemerintah kota dan DPRD menetapkan anggarannya.",
    "Dikerjakan": "Pekerjaan dilaksanakan.",
    "Selesai": "Hasilnya sudah dapat dipakai warga.",
}
"""Per step of the road: what happens there, in one or two plain sentences."""


@dataclass(frozen=True)
class HelpStep:
    """One step as the help page tells it."""

    label: str
    sentence: str


def help_steps() -> list[HelpStep]:
    """The whole road in its order; a step without a sentence is a mistake in the table."""
    return [HelpStep(label, SENTENCES[label]) for label in STEPS]
