"""The roles of Musrenbang and the kind of territory each is held over."""

from django.db import models


class Role(models.TextChoices):
    """What a person does in Musrenbang; held through a dated assignment."""

    RT = "rt", "Ketua RT"
    RW = "rw", "Ketua RW"
    PAMOR = "pamor", "Pamor"
    ORGANISATION = "organisasi", "Pengurus lembaga"
    STAFF = "staf", "Staf kelurahan"
    LURAH = "lurah", "Lurah"
    KECAMATAN = "kecamatan", "Kecamatan"
    OPD = "opd", "Perangkat Daerah"
    BAPPEDA = "bappeda", "Bappeda"
    OBSERVER = "pengamat", "Pengamat"


TERRITORY_FIELDS = ("city", "kecamatan", "kelurahan", "rw", "rt", "organisation", "opd")

TERRITORY_OF_ROLE = {
    Role.RT: "rt",
    Role.RW: "rw",
    Role.PAMOR: "rw",
    Role.ORGANISATION: "organisation",
    Role.STAFF: "kelurahan",
    Role.LURAH: "kelurahan",
    Role.KECAMATAN: "kecamatan",
    Role.OPD: "opd",
    Role.BAPPEDA: "city",
    Role.OBSERVER: "city",
}

PROPOSER_ROLES = frozenset({Role.RT, Role.RW, Role.PAMOR, Role.ORGANISATION})
"""Those who hand in usulan in the browser pages."""

OFFICE_ROLES = frozenset(
    {Role.STAFF, Role.LURAH, Role.KECAMATAN, Role.OPD, Role.BAPPEDA, Role.OBSERVER}
)
"""Those who work in the admin pages."""
