"""What the commands name by year or code; a sentence where the portal does not have it."""

from foundation.import_command import RefusedImport
from kelurahan.models import City
from planning.models import Cycle


def the_cycle(year: int) -> Cycle:
    """The planning year; raises ``RefusedImport``."""
    cycle = Cycle.objects.filter(fiscal_year=year).first()
    if cycle is None:
        raise RefusedImport(f"Tahun perencanaan {year} belum ada. Buat dulu tahunnya.")
    return cycle


def the_city(code: str) -> City:
    """The city of that code, or the only one; raises ``RefusedImport``."""
    cities = City.objects.filter(valid_until=None)
    found = list((cities.filter(code=code) if code else cities)[:2])
    if len(found) > 1:
        raise RefusedImport("Ada lebih dari satu kota. Sebutkan kodenya, misalnya 32.75.")
    if not found:
        raise RefusedImport("Kota itu belum ada di portal. Impor dulu wilayahnya.")
    return found[0]
