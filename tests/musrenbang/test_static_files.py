"""What is collected for production: every script under a name of its contents, importing such."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

from musrenbang.offline import assets

IMPORT = re.compile(r'^(?:import|export) .*?from "(\./[^"]+)"|\bimport\("(\./[^"]+)"\)\.then', re.M)


@pytest.fixture
def collected(tmp_path: Path, settings) -> Path:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "musrenbang.static_files.ModuleStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_scripts_import_each_other_by_the_names_that_the_device_keeps(collected: Path) -> None:
    kept = {staticfiles_storage.stored_name(name) for name in assets.ASSETS}
    scripts = [name for name in kept if name.startswith("js/")]
    assert len(scripts) > 15
    found = 0
    for name in scripts:
        folder = Path(name).parent
        for pair in IMPORT.findall((collected / name).read_text(encoding="utf-8")):
            target = (folder / next(filter(None, pair))).as_posix()
            assert target in kept, f"{name} imports {target}"
            found += 1
    assert found > 30


def test_production_uses_that_storage() -> None:
    source = (Path(settings.BASE_DIR) / "musrenbang/settings.py").read_text(encoding="utf-8")
    assert '"musrenbang.static_files.ModuleStorage"' in source
