"""Settings of the bench: those of the installation, and answers that say what they cost."""

from kehoach.settings import *  # noqa: F403
from kehoach.settings import MIDDLEWARE

MIDDLEWARE = ["bench.middleware.measured", *MIDDLEWARE]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
