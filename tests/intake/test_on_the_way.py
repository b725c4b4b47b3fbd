"""Whoever looks at a usulan sees that photos are still on the way, and how many."""

import pytest
from django.test import Client
from django.urls import reverse

from kelurahan.roles import Role
from proposals.models import Proposal
from tests.factories import World, make_user
from tests.intake.device import Draft, client_of, send, send_photo, written

TWO_OF_THREE = "foto 2 dari 3"


@pytest.fixture
def draft(world: World, device: Client) -> Draft:
    """Sent, with two of its three photos."""
    draft = written(world, photos=3)
    send(device, draft)
    for key in list(draft.photos)[:2]:
        send_photo(device, draft, key)
    return draft


@pytest.fixture
def office(world: World) -> Client:
    """Staff of the kelurahan."""
    return client_of(make_user(world, Role.STAFF))


@pytest.mark.parametrize("page", ["detail", "receipt"])
def test_its_own_pages(device: Client, draft: Draft, page: str) -> None:
    address = reverse(f"proposals:{page}", args=[draft.id])
    assert TWO_OF_THREE in device.get(address).content.decode()
    send_photo(device, draft, list(draft.photos)[2])
    assert "Belum lengkap" not in device.get(address).content.decode()


def test_usulan_saya(device: Client, draft: Draft) -> None:
    assert TWO_OF_THREE in device.get(reverse("proposals:mine")).content.decode()


def test_the_office_page(office: Client, draft: Draft) -> None:
    address = reverse("admin:proposals_proposal_change", args=[draft.id])
    assert TWO_OF_THREE in office.get(address).content.decode()


def test_the_office_list_marks_and_finds_it(
    world: World, device: Client, office: Client, draft: Draft
) -> None:
    other = written(world, isi={"title": "Usulan yang sudah lengkap"})
    send(device, other)
    address = reverse("admin:proposals_proposal_changelist")
    every = office.get(address).content.decode()
    assert every.count("belum lengkap") == 1
    found = office.get(address, {"tanda": "lengkap"}).content.decode()
    assert Proposal.objects.get(pk=draft.id).number in found
    assert "Usulan yang sudah lengkap" not in found
