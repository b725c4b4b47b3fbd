"""Refused rows come back in the file's own columns, with the reason, and can be sent again."""

import csv
import io

from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from jobs.models import Job
from kelurahan.models import User
from planning.models import KamusItem
from tests.desk.import_pages import (
    enter,
    press,
    send,
    send_kamus,
)
from tests.factories import World


def test_refused_rows_come_in_the_files_own_columns_and_go_in_again(
    world: World, bappeda: User
) -> None:
    client = enter(bappeda)
    head = "Kode Usulan;Uraian Usulan;Satuan;Harga (Rp);Keterangan\n".replace(";", ",")
    text = head.replace("Harga (Rp)", "Harga Satuan") + (
        'X-1,Lampu,unit,gratis,"baris satu\n- baris dua"\nX-2,Kursi,unit,1000,-\n'
    )
    answer = send(client, "kamus", text, cycle=world.cycle.pk)
    job = Job.objects.get()
    assert answer.status_code == 200
    book = _fetch(client, job, "xlsx")
    sheet = load_workbook(io.BytesIO(book)).active
    titles, row = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert titles == [
        *("Kode Usulan", "Uraian Usulan", "Satuan", "Harga Satuan", "Keterangan", "Alasan ditolak")
    ]
    assert row[:3] == ["X-1", "Lampu", "unit"]
    assert row[-1].startswith("Baris 2, kolom harga_satuan: ")
    mended = _fetch(client, job, "csv").decode().replace("gratis", "75.000")
    send(client, "kamus", mended, cycle=world.cycle.pk)
    second = Job.objects.exclude(pk=job.pk).get()
    press(client, "confirm", second)
    item = KamusItem.objects.get(code="X-1")
    assert (item.unit_price, item.criteria) == (75_000, "baris satu - baris dua")


def test_a_file_refused_twice_has_one_column_of_reasons(world: World, bappeda: User) -> None:
    client = enter(bappeda)
    job = send_kamus(client, world, "BAD-1,Lampu,unit,gratis,DINAS-A\n")
    again = send(client, "kamus", _fetch(client, job, "csv"), cycle=world.cycle.pk)
    assert again.status_code == 200
    second = Job.objects.exclude(pk=job.pk).get()
    [titles, row] = csv.reader(io.StringIO(_fetch(client, second, "csv").decode("utf-8-sig")))
    assert titles.count("Alasan ditolak") == 1
    assert len(row) == 6


def _fetch(client: Client, job: Job, form: str) -> bytes:
    answer = client.get(reverse("admin:desk_import_refused", args=[job.pk, form]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)
