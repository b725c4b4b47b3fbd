"""What a person does at the import desk, and the file that most of its tests hand in."""

from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jobs.models import Job
from kelurahan.models import User
from tests.factories import World

HEAD = "kode,nama,satuan,harga_satuan,opd\n"
# New, changed, as it is, refused.
FOUR = (
    "NEW-1,Paving,m2,280000,DINAS-A\n"
    "OLD-1,Saluran,m,2500000,DINAS-B\n"
    "OLD-2,Gorong-gorong,m,1000000,DINAS-A\n"
    "BAD-1,Lampu,unit,gratis,DINAS-A\n"
)


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="kelurahan.backends.RoleBackend")
    return client


def send(client: Client, kind: str, content: bytes | str, **choices: Any) -> Any:
    """Hand a file in; the answer is the import's page, or the form again."""
    content = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("daftar.csv", content)
    address = reverse("admin:desk_import_new", args=[kind])
    return client.post(address, {**choices, "berkas": file}, follow=True)


def send_kamus(client: Client, world: World, rows: str = FOUR) -> Job:
    response = send(client, "kamus", HEAD + rows, cycle=world.cycle.pk)
    assert response.status_code == 200
    return Job.objects.get(pk=response.request["PATH_INFO"].split("/")[-2])


def page_of(client: Client, job: Job, **query: str) -> str:
    return client.get(reverse("admin:desk_import", args=[job.pk]), query).content.decode()


def press(client: Client, deed: str, job: Job) -> Any:
    return client.post(reverse(f"admin:desk_import_{deed}", args=[job.pk]), follow=True)


def everything_stored() -> dict[str, int]:
    """Rows of every table but those of the jobs themselves."""
    aside = {"jobs", "sessions", "django_tasks_database", "axes"}
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.app_label not in aside
    }
