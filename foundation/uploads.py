"""Checks and cleans what people attach: photos and PDF papers.

The content decides what a file is, never its name. Pictures are decoded and encoded anew, so that
nothing but the picture itself is kept: no EXIF with the place and the phone, no hidden second file.
A PDF is kept as it is (it may carry an electronic signature) and therefore refused when it can act
by itself or brings other files along.
"""

import hashlib
import io
from dataclasses import dataclass
from typing import IO, Any

from PIL import Image, ImageOps, JpegImagePlugin

from foundation import pdf

MAX_BYTES = 5 * 1024 * 1024
"""Largest file taken, in bytes; a cleaned picture never becomes larger either."""
MAX_SIDE = 2560
"""Longest side of a stored picture, in pixels."""
MAX_PIXELS = {"JPEG": 50_000_000, "PNG": 25_000_000, "WEBP": 16_000_000}
"""Largest picture decoded; a bigger one would take more memory than a small server can spare.

A JPEG can be decoded at half its size at once, the others only as a whole."""

_MIXABLE = {"L", "RGB", "RGBA", "CMYK"}
_QUALITIES = (85, 70, 50)
_BROKEN = "Foto ini rusak atau terkirim tidak utuh. Ambil atau pilih foto lain, lalu kirim lagi."
_PICTURES = "foto (JPG, PNG, WebP)"
_ANY = f"{_PICTURES} atau PDF"


class UploadError(ValueError):
    """The file cannot be taken; the message is an Indonesian sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class CleanUpload:
    """A file that may be stored and shown. ``extension`` has its dot; ``sha256`` is of ``content``.

    ``width`` and ``height`` are pixels, ``None`` for a PDF.
    """

    content: bytes
    content_type: str
    extension: str
    sha256: str
    width: int | None = None
    height: int | None = None


def clean_upload(uploaded_file: IO[bytes], *, pictures_only: bool = False) -> CleanUpload:
    """Check one attachment and return what may be stored. Raises ``UploadError``."""
    content = _read(uploaded_file)
    if content.startswith(b"\xff\xd8\xff"):
        return _clean_picture(content, "JPEG")
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _clean_picture(content, "PNG")
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _clean_picture(content, "WEBP")
    wanted = _PICTURES if pictures_only else _ANY
    if content.startswith(b"%PDF-") and not pictures_only:
        try:
            return _finished(pdf.clean(content), "application/pdf", ".pdf")
        except pdf.PdfError as error:
            raise UploadError(str(error)) from error
    raise UploadError(_why_not(content, wanted))


def _read(uploaded_file: IO[bytes]) -> bytes:
    uploaded_file.seek(0)
    content = uploaded_file.read(MAX_BYTES + 1)
    if not content:
        raise UploadError("Berkas ini kosong. Pilih berkas lain, lalu kirim lagi.")
    if len(content) > MAX_BYTES:
        raise UploadError(
            "Berkas ini lebih besar dari 5 MB. Kirim foto dengan ukuran lebih kecil atau PDF yang "
            "lebih ringkas."
        )
    return content


def _why_not(content: bytes, wanted: str) -> str:
    """A sentence for kinds of file that people often try."""
    if content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"hevc"}:
        return (
            "Foto iPhone (HEIC) belum bisa dibuka. Di iPhone pilih Pengaturan, Kamera, Format, "
            "“Paling Kompatibel”, atau kirim tangkapan layarnya."
        )
    if content[4:8] == b"ftyp":
        return f"Video tidak bisa diterima. Kirim {wanted}."
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        todo = "Simpan sebagai PDF, lalu kirim lagi." if wanted == _ANY else f"Kirim {wanted}."
        return f"Berkas Word atau Excel tidak bisa diterima. {todo}"
    return f"Jenis berkas ini tidak bisa diterima. Kirim {wanted}."


def _clean_picture(content: bytes, kind: str) -> CleanUpload:
    try:
        picture = _decode(content, kind)
    except UploadError:
        raise
    except Image.DecompressionBombError as error:
        raise UploadError(_too_many_pixels(kind)) from error
    except Exception as error:
        # The decoders raise whatever a hostile file makes them trip over.
        raise UploadError(_BROKEN) from error
    return _encode(picture, kind, content)


def _decode(content: bytes, kind: str) -> Image.Image:
    """The upright picture, at most ``MAX_SIDE`` long, with nothing attached to it."""
    with Image.open(io.BytesIO(content), formats=[kind]) as opened:
        if opened.width * opened.height > MAX_PIXELS[kind]:
            raise UploadError(_too_many_pixels(kind))
        # A JPEG may hold further frames (phones store depth there); only the first is the photo.
        if kind != "JPEG" and getattr(opened, "n_frames", 1) > 1:
            raise UploadError("Gambar bergerak tidak bisa diterima. Kirim foto biasa.")
        if kind == "PNG":
            opened.verify()
    with Image.open(io.BytesIO(content), formats=[kind]) as opened:
        opened.draft("RGB", (MAX_SIDE, MAX_SIDE))
        opened.load()
        # Shrinking first saves memory, but the colours of a palette cannot be mixed.
        if opened.mode in _MIXABLE and "transparency" not in opened.info:
            opened.thumbnail((MAX_SIDE, MAX_SIDE))
        picture = ImageOps.exif_transpose(_plain_colours(opened))
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    # Encoders write along what the picture remembers of its file; a new one remembers nothing.
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _plain_colours(picture: Image.Image) -> Image.Image:
    """The picture as L, RGB or, if anything shines through, RGBA; keeps its orientation note."""
    if picture.mode.startswith("I"):
        # 16-bit grey: the usual conversion would cut everything bright to white.
        plain = picture.convert("I").point(lambda level: level / 256).convert("L")
    elif picture.has_transparency_data:
        plain = picture.convert("RGBA")
        if plain.getchannel("A").getextrema() == (255, 255):
            plain = plain.convert("RGB")
    else:
        plain = picture if picture.mode == "L" else picture.convert("RGB")
    plain.info.update({key: picture.info[key] for key in ("exif",) if key in picture.info})
    return plain


def _encode(picture: Image.Image, kind: str, source: bytes) -> CleanUpload:
    """Encode in the format it came in, or as a JPEG on white where that would be too large."""
    if kind == "PNG":
        content = _saved(picture, "PNG", optimize=True)
        if len(content) <= MAX_BYTES:
            return _finished(content, "image/png", ".png", *picture.size)
    if picture.mode == "RGBA" and kind != "WEBP":
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture)
        picture = white
    kind = "WEBP" if kind == "WEBP" else "JPEG"
    for quality in _QUALITIES:
        content = _saved(picture, kind, quality=quality)
        if kind == "JPEG" and len(content) > len(source):
            content = min(content, _as_coarse(picture, source) or content, key=len)
        if len(content) <= MAX_BYTES:
            return _finished(content, f"image/{kind.lower()}", _extension(kind), *picture.size)
    raise UploadError("Foto ini terlalu besar. Kirim foto dengan ukuran lebih kecil.")


def _as_coarse(picture: Image.Image, source: bytes) -> bytes:
    """Encoded as coarsely as ``source``, so that what a phone made small stays small.

    Empty where ``source`` is no JPEG or its tables are none that an encoder takes.
    """
    try:
        with Image.open(io.BytesIO(source), formats=["JPEG"]) as original:
            sampling = JpegImagePlugin.get_sampling(original)
            tables = original.quantization  # type: ignore[attr-defined]
        if picture.mode == "L" or sampling < 0:
            return _saved(picture, "JPEG", qtables=tables)
        return _saved(picture, "JPEG", qtables=tables, subsampling=sampling)
    except (OSError, ValueError, TypeError):
        return b""


def _extension(kind: str) -> str:
    return {"JPEG": ".jpg", "WEBP": ".webp"}[kind]


def _saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, format=kind, **options)
    return file.getvalue()


def _finished(
    content: bytes,
    content_type: str,
    extension: str,
    width: int | None = None,
    height: int | None = None,
) -> CleanUpload:
    digest = hashlib.sha256(content).hexdigest()
    return CleanUpload(content, content_type, extension, digest, width, height)


def _too_many_pixels(kind: str) -> str:
    return (
        f"Ukuran foto ini lebih dari {MAX_PIXELS[kind] // 1_000_000} megapiksel. Kirim foto dengan "
        "ukuran lebih kecil."
    )
