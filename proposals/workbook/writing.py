"""Makes the form workbook of one RW or a whole kelurahan."""

import uuid
from collections.abc import Callable, Sequence
from typing import IO, Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from foundation.workbooks import FOLIO
from kelurahan.models import RT, RW, Kelurahan
from planning.models import Cycle, KamusItem
from proposals.models.proposal import MAX_VOLUME
from proposals.requirements import MIN_TEXT
from proposals.workbook.layout import (
    COLUMNS,
    LAND,
    MEASURES,
    NO,
    NOT_IN_KAMUS,
    TITLES,
    YES,
    item_label,
)

ROWS_PER_RW = 40
MOST_ROWS = 600
HEAD = 3
"""The row of the titles, counted from 0; a heading and two lines of advice stand above."""

_AT = {column.name: position for position, column in enumerate(COLUMNS)}
_LENGTHS = {"title": 200, "address": 300, "landmark": 200, "contribution": 300, "free_unit": 40}
_STORIES = ("problem", "urgency", "benefit")
_ADVICE = (
    "Isi satu baris untuk satu usulan, hanya pada kolom putih. Kolom abu-abu terisi sendiri.",
    "Simpan berkas ini, lalu kirim ke petugas kelurahan. Foto diunggah kemudian di portal.",
)
_HELP = (
    "Cara mengisi formulir usulan",
    "1. Satu baris untuk satu usulan: satu pekerjaan di satu tempat.",
    "2. Pengusul, Item kamus, RT lokasi, dan Status lahan dipilih dari daftar. Klik selnya, lalu "
    "tekan tanda panah.",
    "3. Kolom “Ukuran yang diisi” menyebut ukuran yang diminta item itu. Isi Ukuran 1, 2, dan 3 "
    "menurut urutannya. Volume, satuan, harga, dan nilai terisi sendiri.",
    f"4. Bila pekerjaan tidak ada di kamus, pilih “{NOT_IN_KAMUS}”, tulis judulnya, isi jumlah di "
    "Ukuran 1, lalu satuan dan perkiraan biayanya.",
    f"5. Masalah ditulis paling sedikit {MIN_TEXT} huruf. Ceritakan keadaannya sekarang.",
    "6. RT lain boleh diisi bila pekerjaannya melewati beberapa RT, misalnya: 002, 003.",
    "7. Titik lokasi ditulis dua angka dari aplikasi peta, misalnya: -6,298123 107,012345.",
    f"8. Ajukan diisi “{YES}” bila usulan siap dikirim, “{NO}” bila masih draf. Usulan yang perlu "
    "foto tetap menjadi draf sampai fotonya diunggah di portal.",
    "9. Berkas yang sama boleh dikirim lagi sesudah diperbaiki: baris yang sama tetap satu usulan.",
)


def write_form_workbook(
    file: IO[bytes], *, cycle: Cycle, kelurahan: Kelurahan, rw: RW | None = None
) -> int:
    """Write the workbook for one RW, or without ``rw`` for all; returns how many rows it offers.

    Every row carries the id that its usulan will have, so that it is stored once however often
    the workbook comes back.
    """
    rws = [rw] if rw else list(RW.objects.filter(kelurahan=kelurahan, valid_until=None))
    rows = min(ROWS_PER_RW * max(len(rws), 1), MOST_ROWS)
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as book:
        place = f"RW {rw.label} Kelurahan {kelurahan}" if rw else f"Kelurahan {kelurahan}"
        _Form(book, cycle, rows, f"Formulir usulan {cycle}, {place}").write(rws)
    return rows


class _Form:
    """The sheets of one workbook: the form, how to fill it in, and what its lists offer."""

    def __init__(self, book: xlsxwriter.Workbook, cycle: Cycle, rows: int, heading: str) -> None:
        self._book = book
        self._cycle = cycle
        self._rows = rows
        self._heading = heading
        look = {"font_name": "Arial", "font_size": 9, "valign": "top", "text_wrap": True}
        self._open = book.add_format(look | {"locked": False, "border": 4})
        self._text = book.add_format(look | {"locked": False, "border": 4, "num_format": "@"})
        grey = look | {"bg_color": "#EEEEEE", "border": 4}
        self._shut = book.add_format(grey)
        self._figure = book.add_format(grey | {"num_format": "#,##0.##"})
        self._head = book.add_format(look | {"bold": True, "bg_color": "#DDE6E0", "border": 1})
        self._large = book.add_format({"bold": True, "font_size": 13, "font_name": "Arial"})

    def write(self, rws: Sequence[RW]) -> None:
        """All sheets; the form comes first, since that is the one that is read back."""
        form = self._book.add_worksheet("Usulan")
        advice = self._book.add_worksheet("Petunjuk")
        self._lists = self._book.add_worksheet("Daftar")
        kamus = self._write_kamus()
        places = self._write_list(5, _proposers(rws))
        rts = self._write_list(6, [_rt_label(rt) for rt in _rts(rws)])
        land = self._write_list(7, list(LAND))
        self._write_help(advice)
        self._lay_out(form)
        for row in range(HEAD + 1, HEAD + 1 + self._rows):
            self._write_row(form, row, kamus)
        choices = {"proposer": places, "rt": rts, "land_status": land, "item": kamus(0)}
        self._validate(form, choices)
        for sheet in (form, advice, self._lists):
            # Without a password: it keeps formulas from slips of the hand, not from anyone.
            sheet.protect("", {"format_columns": True, "format_rows": True})
        self._lists.very_hidden()
        form.activate()

    # --- what the lists offer ---------------------------------------------------------------
    def _write_kamus(self) -> Callable[[int], str]:
        """Label, measures asked, how many, unit, price; returns the range of one such column."""
        items = KamusItem.objects.filter(cycle=self._cycle, is_active=True)
        offered = [
            item
            for item in items.prefetch_related("variables").order_by("issue__name", "code")
            if item.variables.count() <= len(MEASURES)
        ]
        rows: list[tuple[Any, ...]] = [
            (NOT_IN_KAMUS, "jumlah", 1, "", "", 1),
            *(_kamus_row(item) for item in offered),
        ]
        for row, cells in enumerate(rows):
            for column, cell in zip((0, 1, 2, 3, 4, 8), cells, strict=True):
                self._lists.write(row, column, cell)
        return lambda column: _range(column, len(rows))

    def _write_list(self, column: int, values: Sequence[str]) -> str:
        for row, value in enumerate(values):
            self._lists.write_string(row, column, value)
        return _range(column, max(len(values), 1))

    # --- the form ---------------------------------------------------------------------------
    def _lay_out(self, sheet: Worksheet) -> None:
        sheet.write_string(0, _AT["serial"], self._heading, self._large)
        for row, advice in enumerate(_ADVICE, 1):
            sheet.write_string(row, _AT["serial"], advice)
        for position, column in enumerate(COLUMNS):
            hidden = {"hidden": True} if column.name in ("key", "year") else {}
            sheet.set_column(position, position, column.width, None, hidden)
            sheet.write_string(HEAD, position, column.title, self._head)
        sheet.freeze_panes(HEAD + 1, _AT["item"] + 1)
        sheet.repeat_rows(HEAD)
        sheet.set_landscape()
        sheet.set_paper(FOLIO)
        # All columns on one sheet of paper could not be read; who asks for what stands on each.
        sheet.fit_to_pages(4, 0)
        sheet.repeat_columns(_AT["serial"], _AT["proposer"])
        sheet.set_footer("&L" + self._heading.replace("&", "&&") + "&R&P / &N")

    def _write_row(self, sheet: Worksheet, row: int, kamus: Callable[[int], str]) -> None:
        sheet.write_string(row, _AT["key"], str(uuid.uuid4()))
        sheet.write_number(row, _AT["year"], self._cycle.fiscal_year)
        sheet.write_number(row, _AT["serial"], row - HEAD, self._shut)
        for column in COLUMNS:
            if column.filled:
                text = column.name in ("point", "more_rts")
                sheet.write_blank(row, _AT[column.name], None, self._text if text else self._open)
        for name, formula in _formulas(row + 1, kamus).items():
            figure = name in ("volume", "price", "value")
            look = self._figure if figure else self._shut
            sheet.write_formula(row, _AT[name], formula, look, "")

    def _validate(self, sheet: Worksheet, choices: dict[str, str]) -> None:
        for name, source in choices.items():
            self._rule(sheet, name, {"validate": "list", "source": source}, "Pilih dari daftar.")
        yes_no = {"validate": "list", "source": [YES, NO]}
        self._rule(sheet, "submit", yes_no, f"Pilih {YES} atau {NO}.")
        for name in MEASURES:
            rule = {"validate": "decimal", "criteria": "between", "minimum": 0.01}
            rule["maximum"] = float(MAX_VOLUME)
            self._rule(sheet, name, rule, "Isi angka lebih dari nol, misalnya 12,5.")
        for name in ("people", "households", "free_value"):
            rule = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 10**15}
            self._rule(sheet, name, rule, "Isi angka bulat, misalnya 120.")
        for name in _STORIES:
            least = MIN_TEXT if name == "problem" else 1
            rule = {"validate": "length", "criteria": "between", "minimum": least, "maximum": 2000}
            self._rule(sheet, name, rule, f"Tulis {least} sampai 2.000 huruf.")
        for name, most in _LENGTHS.items():
            rule = {"validate": "length", "criteria": "<=", "value": most}
            self._rule(sheet, name, rule, f"Paling banyak {most} huruf.")

    def _rule(self, sheet: Worksheet, name: str, rule: dict[str, Any], sentence: str) -> None:
        title = TITLES[name]
        told = {"error_title": title, "error_message": sentence, "input_title": title}
        first, last, column = HEAD + 1, HEAD + self._rows, _AT[name]
        sheet.data_validation(
            first, column, last, column, rule | told | {"input_message": sentence}
        )

    def _write_help(self, sheet: Worksheet) -> None:
        sheet.set_column(0, 0, 110)
        sheet.set_paper(FOLIO)
        for row, line in enumerate(_HELP):
            sheet.write_string(row, 0, line, self._large if row == 0 else self._head_less())

    def _head_less(self) -> Any:
        return self._book.add_format({"text_wrap": True, "font_name": "Arial", "font_size": 11})


def _kamus_row(item: KamusItem) -> tuple[Any, ...]:
    variables = list(item.variables.all())
    asked = "; ".join(f"{each.name} ({each.unit})" for each in variables)
    label = item_label(item.code, item.name)
    return (
        label,
        asked or f"jumlah ({item.unit})",
        max(len(variables), 1),
        item.unit,
        item.unit_price,
        item.min_photos,
    )


def _formulas(row: int, kamus: Callable[[int], str]) -> dict[str, str]:
    """What fills itself in, for the row counted from 1."""
    cell = {name: f"${xl_col_to_name(position)}{row}" for name, position in _AT.items()}
    first, second, third = (cell[name] for name in MEASURES)

    def looked_up(column: int) -> str:
        return f"INDEX({kamus(column)},MATCH({cell['item']},{kamus(0)},0))"

    def unless_empty(formula: str) -> str:
        return f'=IF({cell["item"]}="","",IFERROR({formula},""))'

    count = looked_up(2)
    volume = (
        f'IF({first}="","",IF({count}=1,{first},IF({second}="","",IF({count}=2,{first}*{second},'
        f'IF({third}="","",{first}*{second}*{third})))))'
    )
    free = f'{cell["item"]}="{NOT_IN_KAMUS}"'
    priced = f'IF(OR({cell["volume"]}="",{cell["price"]}=""),"",{cell["volume"]}*{cell["price"]})'
    return {
        "asked": unless_empty(looked_up(1)),
        "volume": unless_empty(volume),
        "unit": unless_empty(f"IF({free},{cell['free_unit']},{looked_up(3)})"),
        "price": unless_empty(f'IF({free},"",{looked_up(4)})'),
        "value": unless_empty(f"IF({free},{cell['free_value']},{priced})"),
        "photos": unless_empty(looked_up(8)),
    }


def _range(column: int, count: int) -> str:
    letter = xl_col_to_name(column)
    return f"=Daftar!${letter}$1:${letter}${count}".removeprefix("=")


def _rts(rws: Sequence[RW]) -> list[RT]:
    rts = RT.objects.filter(rw__in=rws, valid_until=None).select_related("rw")
    return list(rts.order_by("rw__label", "label"))


def _rt_label(rt: RT) -> str:
    return f"{rt}/{rt.rw}"


def _proposers(rws: Sequence[RW]) -> list[str]:
    """Every RW, and below it its RT."""
    named: list[str] = []
    rts = _rts(rws)
    for rw in rws:
        named.append(str(rw))
        named += [_rt_label(rt) for rt in rts if rt.rw_id == rw.pk]
    return named
