"""Scripts lose their comments on the way to the browser, and nothing else."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.test import override_settings

from musrenbang.offline.assets import WORKER
from musrenbang.static_files import ModuleStorage, small

ROOT = Path(settings.BASE_DIR)
SCRIPTS = [*sorted((ROOT / "static/js").rglob("*.js")), WORKER]

READ = """
const ts = require("typescript");
const pairs = JSON.parse(require("fs").readFileSync(0, "utf8"));
function tree(text) {
  const found = [];
  const walk = (node) => {
    found.push([node.kind, node.operator ?? "", node.text ?? ""]);
    ts.forEachChild(node, walk);
  };
  ts.forEachChild(ts.createSourceFile("a.js", text, "latest"), walk);
  return JSON.stringify(found);
}
process.stdout.write(JSON.stringify(pairs.map(([one, other]) => tree(one) === tree(other))));
"""
"""Both as the compiler understands them: every node of the tree, with its name or its text."""


@pytest.mark.skipif(
    not shutil.which("node") or not (ROOT / "node_modules/typescript").exists(),
    reason="without Node.js nobody reads the scripts",
)
def test_every_script_says_the_same_afterwards() -> None:
    pairs = [[text := path.read_text(), small(text).decode()] for path in SCRIPTS]
    done = subprocess.run(
        ["node", "-e", READ],
        check=True,
        input=json.dumps(pairs),
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    same = json.loads(done.stdout)
    assert [path.name for path, fine in zip(SCRIPTS, same, strict=True) if not fine] == []


@override_settings(STORAGES=settings.STORAGES)
def test_only_own_scripts_are_touched(tmp_path: Path) -> None:
    storage = ModuleStorage(location=tmp_path)
    text = b"// kata\nlet a = 1; // satu\n"
    for name in ("js/a.js", "admin/js/a.js", "js/a.css"):
        storage._save(name, ContentFile(text))
    assert (tmp_path / "js/a.js").read_bytes() == b"let a=1;"
    assert (tmp_path / "admin/js/a.js").read_bytes() == text
    assert (tmp_path / "js/a.css").read_bytes() == text


def test_under_the_name_of_its_hash_too(tmp_path: Path) -> None:
    source = FileSystemStorage(location=tmp_path / "sumber")
    source.save("js/b.js", ContentFile(b"// kata\nexport const b = 1;\n"))
    source.save("js/a.js", ContentFile(b'// kata\nimport { b } from "./b.js";\nb();\n'))
    storage = ModuleStorage(location=tmp_path / "hasil", base_url="/static/")
    paths = {name: (source, name) for name in ("js/a.js", "js/b.js")}
    for name, (held, path) in paths.items():
        storage.save(name, held.open(path))
    laid = {name: hashed for name, hashed, _ in storage.post_process(paths) if name in paths}
    assert storage.open(laid["js/b.js"]).read() == b"export const b=1;"
    b_name = Path(laid["js/b.js"]).name
    assert storage.open(laid["js/a.js"]).read() == f'import{{b}}from"./{b_name}";b();'.encode()
