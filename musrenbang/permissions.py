"""What each role may do in the admin pages; workflow deeds have their own table."""

_READ_REFERENCE = frozenset(
    f"planning.view_{model}"
    for model in (
        "cycle",
        "kamusitem",
        "kamusvariable",
        "issuegroup",
        "nomenclature",
        "nomenclatureversion",
        "codechange",
        "opdmandate",
        "reasoncode",
        "synonym",
        "windowgrace",
        "citypriority",
        "pagu",
        "quotarule",
        "stagewindow",
    )
)
_READ_USULAN = frozenset({"proposals.view_proposal"})
_EXPORT_USULAN = frozenset({"proposals.export_proposal"})

_OFFICE = _READ_REFERENCE | _READ_USULAN | _EXPORT_USULAN

_KEEP_PEOPLE = frozenset(
    {
        "kelurahan.view_rw",
        "kelurahan.add_rw",
        "kelurahan.change_rw",
        "kelurahan.view_rt",
        "kelurahan.add_rt",
        "kelurahan.change_rt",
        "kelurahan.view_organisation",
        "kelurahan.add_organisation",
        "kelurahan.change_organisation",
        # Posts are given and ended by deeds of their own, never edited.
        "kelurahan.view_assignment",
        "kelurahan.view_user",
        "kelurahan.add_user",
        "kelurahan.change_user",
        # Keys are made by their owners; the office may only revoke them.
        "intake.view_devicekey",
    }
)

_READ_TERRITORY = frozenset(
    f"kelurahan.view_{model}"
    for model in ("city", "kecamatan", "kelurahan", "rw", "rt", "organisation", "opd")
)

_KEEP_REFERENCE = frozenset(
    f"planning.{deed}_{model}"
    for deed in ("view", "add", "change")
    for model in (
        "cycle",
        "stagewindow",
        "windowgrace",
        "quotarule",
        "pagu",
        "citypriority",
        "reasoncode",
        "nomenclature",
        "nomenclatureversion",
        "codechange",
        "opdmandate",
        "kamusitem",
        "kamusvariable",
        "issuegroup",
        "synonym",
    )
)

_DROP_REFERENCE = frozenset(
    # What nothing else refers to; the rest is taken out of use, not deleted.
    f"planning.delete_{model}"
    for model in (
        "quotarule",
        "pagu",
        "citypriority",
        "codechange",
        "opdmandate",
        "kamusvariable",
        "synonym",
    )
)

_RKPD = frozenset({"rkpd.view_draft", "rkpd.view_line", "rkpd.view_linesource"})

_IMPORT_REFERENCE = frozenset(
    f"desk.import_{what}"
    for what in (
        "changed_codes",
        "kamus",
        "nomenclature",
        "opd",
        "pagu",
        "sipd_status",
        "territory",
    )
)
# What a kelurahan brings in is held to its own territory by the import itself.
_IMPORT_USULAN = frozenset({"desk.import_usulan"})

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    "staf": (
        _OFFICE
        | _KEEP_PEOPLE
        | _IMPORT_USULAN
        | {"desk.form_workbook", "desk.import_form_workbook", "desk.import_officials"}
    ),
    "lurah": (
        _OFFICE
        | _KEEP_PEOPLE
        | {"planning.add_windowgrace", "desk.form_workbook", "desk.import_officials"}
    ),
    "kecamatan": _OFFICE,
    "opd": _OFFICE,
    "bappeda": (
        _OFFICE
        | _READ_TERRITORY
        | _KEEP_REFERENCE
        | _DROP_REFERENCE
        | _RKPD
        | _IMPORT_REFERENCE
        | _IMPORT_USULAN
        | {"rkpd.add_draft", "rkpd.change_draft", "rkpd.change_line", "rkpd.export_draft"}
    ),
    "pengamat": _READ_REFERENCE | _READ_USULAN | _RKPD,
}
