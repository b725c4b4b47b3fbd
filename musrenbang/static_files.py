"""How the portal's files are named once they are collected."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """Scripts that import each other do so by the names that carry their contents' hash.

    So a page never mixes scripts of two versions, and the service worker finds every one of them
    among the files that it keeps.
    """

    support_js_module_import_aggregation = True
