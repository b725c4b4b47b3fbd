"""As the app servers under test run elsewhere, and with scripts and styles for a real browser."""

from tests.scale.settings import *  # noqa: F403

# Found where they lie in the source; nothing need be gathered first.
WHITENOISE_USE_FINDERS = True
