"""Drawn pictures that say plainly that they are examples; no photograph of a real place."""

import io
from random import Random

from PIL import Image, ImageDraw, ImageFont

from foundation.uploads import clean_upload
from proposals.attachments import store_attachment
from proposals.demo import home
from proposals.demo.storing import Shelf
from proposals.demo.wish import Wish
from proposals.statuses import AttachmentKind

OTHERS = 12
"""How many usulan beside those of the account ``rt`` get a picture."""
_SIZE = (960, 640)
_GROUND = 400
_CAPTIONS = ("Dari arah masuk gang", "Dari dekat", "Dari seberang jalan")


def attach_photos(shelf: Shelf) -> None:
    """Photos for the usulan of the account ``rt``, for some others, and of finished work."""
    dice = home.dice("photos")
    rt = shelf.place.rt(home.RW, home.RT)
    own = [wish for wish in shelf.wishes if wish.proposal.rt == rt and wish.fate != "draft"]
    others = [wish for wish in shelf.wishes if wish.proposal.rt != rt and wish.item]
    for wish in [*own, *dice.sample(others, min(OTHERS, len(others)))]:
        wanted = wish.item.min_photos if wish.item else 1
        for number in range(max(1, wanted)):
            _attach(wish, dice, AttachmentKind.PHOTO, _CAPTIONS[number % len(_CAPTIONS)])
    for wish in (wish for wish in shelf.wishes if wish.fate == "realised"):
        _attach(wish, dice, AttachmentKind.REALISATION, "Setelah selesai dikerjakan")


def _attach(wish: Wish, dice: Random, kind: AttachmentKind, caption: str) -> None:
    code = wish.item.code if wish.item else ""
    store_attachment(
        wish.proposal,
        clean_upload(io.BytesIO(draw(code, dice))),
        kind=kind,
        uploaded_by=wish.author.user,
        caption=caption,
    )


def draw(code: str, dice: Random) -> bytes:
    """A street scene for the kamus group of ``code``, as JPEG."""
    picture = Image.new("RGB", _SIZE, (201, 222, 235))
    pen = ImageDraw.Draw(picture)
    _houses(pen, dice)
    pen.polygon([(330, _GROUND), (630, _GROUND), (960, 640), (0, 640)], fill=(150, 146, 138))
    match code.partition("-")[0]:
        case "DRN":
            _ditch(pen, dice)
        case "PJU":
            _lamp(pen)
        case "JLN" | "RTH":
            _holes(pen, dice)
        case _:
            _hut(pen)
    _label(pen)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=75)
    return file.getvalue()


def _houses(pen: ImageDraw.ImageDraw, dice: Random) -> None:
    left = -20
    while left < _SIZE[0]:
        width, height = dice.randint(90, 150), dice.randint(90, 150)
        wall = dice.choice(((222, 205, 176), (214, 190, 165), (196, 204, 190), (230, 220, 205)))
        top = _GROUND - height
        pen.rectangle([left, top, left + width, _GROUND], fill=wall)
        roof = [(left - 10, top), (left + width // 2, top - 50), (left + width + 10, top)]
        pen.polygon(roof, fill=(150, 82, 60))
        pen.rectangle([left + 20, top + 30, left + 45, top + 60], fill=(120, 150, 170))
        left += width + dice.randint(5, 25)


def _ditch(pen: ImageDraw.ImageDraw, dice: Random) -> None:
    pen.polygon([(270, _GROUND), (325, _GROUND), (40, 640), (-160, 640)], fill=(92, 82, 66))
    for _ in range(14):
        x, y = dice.randint(0, 260), dice.randint(430, 620)
        pen.ellipse([x, y, x + 34, y + 12], fill=dice.choice(((70, 110, 70), (180, 180, 175))))


def _holes(pen: ImageDraw.ImageDraw, dice: Random) -> None:
    for _ in range(9):
        y = dice.randint(_GROUND + 25, 610)
        reach = (y - _GROUND) * 1.2 + 90
        x = 480 + dice.uniform(-reach, reach)
        width = (y - _GROUND) * 0.35 + 20
        pen.ellipse([x, y, x + width, y + width * 0.35], fill=(88, 80, 72))
        pen.ellipse([x + 6, y + 4, x + width - 6, y + width * 0.3], fill=(120, 130, 138))


def _lamp(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle([700, 130, 714, 470], fill=(90, 90, 92))
    pen.rectangle([600, 130, 712, 142], fill=(90, 90, 92))
    pen.ellipse([585, 132, 640, 162], fill=(60, 60, 62))
    pen.line([(585, 180), (640, 120)], fill=(190, 40, 40), width=8)


def _hut(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle([560, 300, 800, 500], fill=(205, 185, 150))
    pen.polygon([(535, 300), (680, 225), (825, 300)], fill=(120, 90, 70))
    pen.polygon([(620, 268), (680, 240), (660, 300)], fill=(60, 55, 52))
    pen.rectangle([650, 380, 710, 500], fill=(110, 80, 55))


def _label(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle([0, 0, _SIZE[0], 76], fill=(32, 44, 64))
    pen.text((24, 14), "FOTO CONTOH", font=ImageFont.load_default(42), fill="white")
    note = "gambar buatan, bukan tempat sebenarnya"
    pen.text((370, 30), note, font=ImageFont.load_default(24), fill=(210, 220, 235))
