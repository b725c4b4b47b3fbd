"""Attachments: what is kept of them, and what is refused in which words."""

import hashlib
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, ImageStat
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from foundation import pdf, uploads
from foundation.uploads import UploadError, clean_upload


def saved(picture, kind="JPEG", **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def photo(size=(60, 40), colour="red"):
    return Image.new("RGB", size, colour)


def clean(content, name="apa saja.exe"):
    return clean_upload(SimpleUploadedFile(name, content))


def reopened(upload):
    picture = Image.open(io.BytesIO(upload.content))
    picture.load()
    return picture


def paper(change=None, **encryption):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if change:
        change(writer)
    if encryption:
        writer.encrypt(**encryption)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


# --- pictures ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "content_type", "extension"),
    [
        ("JPEG", "image/jpeg", ".jpg"),
        ("PNG", "image/png", ".png"),
        ("WEBP", "image/webp", ".webp"),
    ],
)
def test_pictures_are_known_by_their_content(kind, content_type, extension):
    upload = clean(saved(photo(), kind), name="surat.pdf")
    assert (upload.content_type, upload.extension) == (content_type, extension)
    assert (upload.width, upload.height) == reopened(upload).size == (60, 40)
    assert upload.sha256 == hashlib.sha256(upload.content).hexdigest()


def test_place_phone_and_notes_are_removed_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x010F] = "MerkPonsel"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "S"
    content = saved(
        photo(),
        exif=exif,
        comment=b"catatan rahasia",
        xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>rahasia</x:xmpmeta>",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )
    assert b"MerkPonsel" in content
    assert b"rahasia" in content
    upload = clean(content)
    assert (upload.width, upload.height) == (40, 60)
    assert not reopened(upload).getexif()
    for trace in (b"Exif", b"MerkPonsel", b"rahasia", b"ICC_PROFILE"):
        assert trace not in upload.content


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_notes_in_other_formats_go_too(kind):
    exif = Image.Exif()
    exif[0x010F] = "MerkPonsel"
    note = PngInfo()
    note.add_text("Comment", "rahasia")
    options = {"pnginfo": note} if kind == "PNG" else {"xmp": b"rahasia"}
    content = saved(photo(), kind, exif=exif, **options)
    assert b"rahasia" in content
    upload = clean(content)
    assert b"rahasia" not in upload.content
    assert b"MerkPonsel" not in upload.content


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_applied(orientation):
    upright = Image.new("RGB", (64, 32), "white")
    upright.paste("black", (0, 0, 16, 16))
    turned = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(turned[orientation]) if orientation in turned else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    result = reopened(clean(saved(stored, exif=exif, quality=95)))
    assert result.size == (64, 32)
    assert result.getpixel((4, 4))[0] < 60
    assert result.getpixel((60, 28))[0] > 200


def test_large_photos_shrink_to_the_longest_side():
    upload = clean(saved(photo((5200, 2600))))
    assert (upload.width, upload.height) == (2560, 1280)


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("quality", [40, 60, 75])
def test_what_a_phone_made_small_stays_small_and_looks_the_same(mode, quality):
    noise = Image.effect_noise((800, 600), 60).convert(mode)
    sent = saved(noise, quality=quality)
    upload = clean(sent)
    assert len(upload.content) <= len(sent) * 1.05
    difference = ImageChops.difference(reopened(upload), Image.open(io.BytesIO(sent)))
    assert max(ImageStat.Stat(difference).mean) < 3


def test_a_finely_encoded_photo_becomes_no_larger():
    sent = saved(Image.effect_noise((800, 600), 60).convert("RGB"), quality=98, subsampling=0)
    assert len(clean(sent).content) < len(sent)


def test_data_behind_a_picture_goes():
    hidden = io.BytesIO()
    with zipfile.ZipFile(hidden, "w") as archive:
        archive.writestr("jahat.html", "<script>alert(1)</script>")
    for kind in ("JPEG", "PNG"):
        upload = clean(saved(photo(), kind) + hidden.getvalue())
        assert b"jahat" not in upload.content


def test_printers_colours_become_screen_colours():
    upload = clean(saved(Image.new("CMYK", (20, 20), (0, 255, 255, 0))))
    picture = reopened(upload)
    assert picture.mode == "RGB"
    red, green, _ = picture.getpixel((5, 5))
    assert red > 180
    assert green < 80


def test_a_palette_with_transparency_stays_transparent():
    palette = Image.new("P", (20, 20), 1)
    palette.putpalette([0, 0, 0, 255, 0, 0])
    palette.paste(0, (0, 0, 10, 20))
    picture = reopened(clean(saved(palette, "PNG", transparency=0)))
    assert picture.mode == "RGBA"
    assert picture.getpixel((2, 2))[3] == 0
    assert picture.getpixel((15, 2)) == (255, 0, 0, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png(mode):
    assert reopened(clean(saved(Image.new(mode, (12, 12)), "PNG"))).size == (12, 12)


def test_16_bit_grey_keeps_its_light():
    picture = reopened(clean(saved(Image.new("I;16", (4, 4), 0x8000), "PNG")))
    assert picture.getpixel((0, 0)) == 128


def test_a_noisy_png_becomes_a_jpeg_that_fits(monkeypatch):
    noise = Image.effect_noise((300, 300), 90).convert("RGBA")
    noise.putalpha(200)
    monkeypatch.setattr(uploads, "MAX_BYTES", 150_000)
    content = saved(noise, "PNG")
    monkeypatch.setattr(uploads, "_read", lambda file: content)
    upload = clean(content)
    assert upload.content_type == "image/jpeg"
    assert len(upload.content) <= 150_000


def test_a_second_frame_of_a_phone_photo_is_left_out():
    content = saved(photo(), "MPO", save_all=True, append_images=[photo(colour="blue")])
    upload = clean(content)
    assert upload.content_type == "image/jpeg"
    assert getattr(reopened(upload), "n_frames", 1) == 1


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_moving_pictures_are_refused(kind):
    content = saved(photo(), kind, save_all=True, append_images=[photo(colour="blue")])
    with pytest.raises(UploadError, match="bergerak"):
        clean(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_cut_short_are_refused(kind):
    content = saved(Image.effect_noise((200, 200), 50), kind)
    for length in (30, len(content) // 2, len(content) - 30):
        with pytest.raises(UploadError, match="rusak"):
            clean(content[:length])


@pytest.mark.parametrize("side", [5_100, 15_000])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(side):
    content = saved(Image.new("1", (side, side)), "PNG")
    assert len(content) < 100_000
    with pytest.raises(UploadError, match="25 megapiksel"):
        clean(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "kosong"),
        (b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "tidak bisa diterima"),
        (b"GIF89a" + bytes(20), "tidak bisa diterima"),
        (b"MZ\x90\x00", "tidak bisa diterima"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(20), "HEIC"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(20), "Video"),
        (b"PK\x03\x04" + bytes(20), "Simpan sebagai PDF"),
        (b"\xff\xd8\xff<script>", "rusak"),
        (b"%PDF-1.7 apa saja", "PDF ini rusak"),
        (b"%PDF-1.7\n%%EOF", "PDF ini rusak"),
    ],
)
def test_other_files_are_refused_in_plain_words(content, sentence):
    with pytest.raises(UploadError, match=sentence) as refusal:
        clean(content, name="foto.jpg")
    assert str(refusal.value).endswith(".")


def test_a_file_that_was_read_before_is_read_from_its_start():
    file = SimpleUploadedFile("foto.jpg", saved(photo()))
    file.read()
    assert clean_upload(file).width == 60


# --- papers -----------------------------------------------------------------------------------
def script(writer):
    action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject(key): value for key, value in action.items()}
    )


def launch(writer):
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("calc.exe")}
    )
    writer.root_object[NameObject("/OpenAction")] = action


def submit_form(writer):
    action = DictionaryObject({NameObject("/S"): NameObject("/SubmitForm")})
    link = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): action})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(link)])


def jump_to_first_page(writer):
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/GoTo"), NameObject("/D"): ArrayObject([NumberObject(0)])}
    )


def without_pages(writer):
    writer.root_object["/Pages"].get_object()[NameObject("/Kids")] = ArrayObject()


def pages_in_a_circle(writer):
    pages = writer.root_object.raw_get("/Pages")
    pages.get_object()[NameObject("/Kids")] = ArrayObject([pages])


@pytest.mark.parametrize("change", [None, jump_to_first_page])
def test_a_plain_pdf_is_kept_as_it_is(change):
    content = paper(change)
    upload = clean(content, name="foto.jpg")
    assert (upload.content_type, upload.extension) == ("application/pdf", ".pdf")
    assert upload.content == content
    assert (upload.width, upload.height) == (None, None)


def test_data_behind_a_pdf_goes():
    assert clean(paper() + b"PK\x03\x04 jahat").content == paper()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (paper(script), "program atau berkas lain"),
        (paper(lambda writer: writer.add_attachment("a.exe", b"MZ")), "program atau berkas lain"),
        (paper(launch), "program atau berkas lain"),
        (paper(launch).replace(b"/Launch", b"/#4caunch"), "program atau berkas lain"),
        (paper(submit_form), "program atau berkas lain"),
        (paper(user_password="", owner_password="rahasia"), "kata sandi"),
        (paper(user_password="rahasia"), "kata sandi"),
        (paper(without_pages), "rusak"),
        (paper(pages_in_a_circle), "rusak"),
        (paper()[:200], "rusak"),
    ],
)
def test_unsafe_papers_are_refused(content, sentence):
    with pytest.raises(UploadError, match=sentence):
        clean(content)


def test_active_parts_inside_compressed_objects_are_found():
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    submit_form(writer)
    plain = io.BytesIO()
    writer.write(plain)
    content = packed_objects(plain.getvalue())
    assert b"/SubmitForm" not in content
    with pytest.raises(UploadError, match="program atau berkas lain"):
        clean(content)


def packed_objects(content):
    """The same PDF with all its objects in one compressed object stream."""
    import re
    import zlib

    found = re.findall(rb"(\d+) 0 obj\s(.*?)endobj", content, re.DOTALL)
    root = re.search(rb"/Root (\d+) 0 R", content)[1]
    head, body = b"", b""
    for number, part in found:
        head += b"%s %d " % (number, len(body))
        body += part + b" "
    packed = zlib.compress(head + body)
    file = b"%PDF-1.7\n"
    last = max(int(number) for number, _ in found)
    stream, table = last + 1, last + 2
    offset = len(file)
    file += b"%d 0 obj\n<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>stream\n" % (
        stream, len(found), len(head), len(packed),
    )  # fmt: skip
    file += packed + b"\nendstream\nendobj\n"
    rows = [b"\0" * 7] * (table + 1)
    for index, (number, _) in enumerate(found):
        rows[int(number)] = b"\2" + stream.to_bytes(4, "big") + index.to_bytes(2, "big")
    rows[stream] = b"\1" + offset.to_bytes(4, "big") + b"\0\0"
    rows[table] = b"\1" + len(file).to_bytes(4, "big") + b"\0\0"
    start, data = len(file), b"".join(rows)
    file += b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root %s 0 R/Length %d>>stream\n" % (
        table, table + 1, root, len(data),
    )  # fmt: skip
    return file + data + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start


def test_a_pdf_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_OBJECTS", 2)
    with pytest.raises(UploadError, match="terlalu rumit"):
        clean(paper())


def test_a_pdf_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "_SECONDS", -1)
    with pytest.raises(UploadError, match="terlalu rumit"):
        clean(paper())


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([saved(photo(), kind) for kind in ("JPEG", "PNG", "WEBP")] + [paper()]),
    st.integers(0, 2_000),
    st.binary(max_size=8),
)
def test_damaged_files_are_cleaned_or_refused(content, place, damage):
    place %= len(content)
    try:
        upload = clean(content[:place] + damage + content[place + len(damage) :])
    except UploadError as refusal:
        upload = str(refusal)
    assert upload
