"""How the portal's files are named and laid down once they are collected."""

from typing import Any

from django.core.files.base import ContentFile
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

OWN_SCRIPTS = "js/"


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """Scripts that import each other do so by the names that carry their contents' hash.

    So a page never mixes scripts of two versions, and the service worker finds every one of them
    among the files that it keeps. They travel without their comments: a third of their bytes.
    """

    support_js_module_import_aggregation = True

    def _save(self, name: str, content: Any) -> Any:
        if name.startswith(OWN_SCRIPTS) and name.endswith(".js"):
            # Whoever worked out its hash has read it to the end.
            content.seek(0)
            content = ContentFile(small(content.read()))
        return super()._save(name, content)


def small(script: bytes | str) -> bytes:
    """A script without comments and blanks; it does the same."""
    text = script.decode() if isinstance(script, bytes) else script
    return jsmin(text).encode()
