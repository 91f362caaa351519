"""Settings of Kehoach; every one that differs from place to place comes from the environment (see .env.example).

Without any variable this is a whole installation for one machine: SQLite, a broker of files, mail written to a folder.
As soon as ALLOWED_HOSTS names a host other than this machine it is production, and starts only when it is safe.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from kehoach.lib.env import kept_secret_key, serves_beyond_loopback, unsafe_settings, unsafe_sign_on, unsigned_services
from kehoach.lib.openid import Provider

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
PRODUCTION = serves_beyond_loopback(ALLOWED_HOSTS)
PORT = env.int("PORT", default=8000)
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
EMAIL_URL = env.str("EMAIL_URL", default="")

# Single sign-on: nobody where no issuer is named.
SIGN_ON = Provider(
    issuer=env.str("OIDC_ISSUER", default=""),
    client_id=env.str("OIDC_CLIENT_ID", default=""),
    client_secret=env.str("OIDC_CLIENT_SECRET", default=""),
)

SECRET_KEY = env.str("SECRET_KEY", default="")
problems = unsafe_sign_on(SIGN_ON, production=PRODUCTION) if SIGN_ON.issuer else []
if PRODUCTION:
    problems += unsafe_settings(
        secret_key=SECRET_KEY, allowed_hosts=ALLOWED_HOSTS, site_url=SITE_URL, email_url=EMAIL_URL, debug=DEBUG
    )
    services = {name: env.str(name, default="") for name in ("DATABASE_URL", "REDIS_URL", "CACHE_URL")}
    problems += unsigned_services(services)
LEAKED_PASSWORDS = env.str("LEAKED_PASSWORDS", default="")
if LEAKED_PASSWORDS and not Path(LEAKED_PASSWORDS).is_file():
    problems.append("LEAKED_PASSWORDS must name a file that can be read, or be empty.")
if problems:
    raise ImproperlyConfigured("Kehoach does not start, because it would be unsafe:\n- " + "\n- ".join(problems))
SECRET_KEY = SECRET_KEY or kept_secret_key(VAR_DIR / "secret_key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
LEDGER_KEY = env.str("LEDGER_KEY", default="") or kept_secret_key(VAR_DIR / "ledger_key")
LEDGER_HEADS = VAR_DIR / "ledger_heads"  # the chain's heads, kept outside the database

# --- Applications -------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "kehoach.apps.KehoachConfig",
    "reports",
    "tasks",
    "units",
    "kehoach.apps.DataSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",  # so that widgets find their templates beside ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kehoach.middleware.PackedPages",
    "csp.middleware.CSPMiddleware",
    "kehoach.middleware.limited_uploads",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kehoach.middleware.LoggedInPeople",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kehoach.middleware.known_origin",
    "kehoach.middleware.ended_sessions",
    "kehoach.middleware.noted_sessions",
    "kehoach.middleware.FirstThingsFirst",
    "kehoach.middleware.private_pages",
    "kehoach.middleware.whole_pages",
    "kehoach.middleware.FriendlyConflicts",
]
ROOT_URLCONF = "kehoach.urls"
WSGI_APPLICATION = "kehoach.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kehoach.context_processors.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_TEMPLATE_PACK = CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"

# --- Data ---------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'kehoach.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    # Writers wait for each other instead of failing with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
CACHE_URL = env.str("CACHE_URL", default="")
if CACHE_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}}
else:
    # Files, because log-in limits must be shared by every process of the server.
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR_DIR / "cache"}
    }

MEDIA_ROOT = VAR_DIR / "files"  # outside the web root: files go out through a permission check only
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOAD_MAX_MB = env.int("UPLOAD_MAX_MB", default=60)
QUEUE_MAX_DAYS = env.int("QUEUE_MAX_DAYS", default=30)  # how long a phone may wait for a line and still be believed
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")  # empty: files are not scanned
IMPORT_MAX_PAGES = env.int("IMPORT_MAX_PAGES", default=300)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- People -------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "units.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "kehoach.lib.passwords.CommonVietnamesePasswordValidator"},
]
if LEAKED_PASSWORDS:
    AUTH_PASSWORD_VALIDATORS.append(
        {"NAME": "kehoach.lib.passwords.LeakedPasswordValidator", "OPTIONS": {"path": LEAKED_PASSWORDS}}
    )
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "kehoach.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "units.forms.accounts.LoginForm",
    "change_password": "units.forms.accounts.ChangePasswordForm",
    "reset_password": "units.forms.accounts.ResetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}  # the form finds it by e-mail address and telephone number too
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/5m/ip,8/5m/key",  # wrong codes of the second factor as well
    "change_password": "8/5m/user",
    "reauthenticate": "8/5m/user",
    "reset_password": "10/5m/ip,3/15m/key",
    "reset_password_from_key": "20/5m/ip",
    "give_code": "60/h/user",
}
MFA_ADAPTER = "kehoach.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "units.forms.codes.AuthenticateForm",
    "reauthenticate": "units.forms.codes.ReauthenticateForm",
    "add_webauthn": "units.forms.passkeys.AddPasskeyForm",
    "edit_webauthn": "units.forms.passkeys.RenamePasskeyForm",
    "authenticate_webauthn": "units.forms.passkeys.AuthenticateForm",
    "reauthenticate_webauthn": "units.forms.passkeys.ReauthenticateForm",
}
MFA_TOTP_ISSUER = "Kehoach"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute out
MFA_RECOVERY_CODES_SHOW_ONCE = True
SIGN_ON_BUTTON = env.str("OIDC_BUTTON", default="Đăng nhập bằng tài khoản chung của cơ quan")
SIGN_ON_CLAIM = env.str("OIDC_CLAIM", default="email")  # an address must be verified; any other is the user name
SIGN_ON_IS_SECOND_FACTOR = env.bool("OIDC_IS_SECOND_FACTOR", default=False)
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 12 * 60 * 60  # unused
SESSION_LASTS = 24 * 60 * 60  # however often it is used
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_NAME = "__Host-sessionid" if SESSION_COOKIE_SECURE else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if CSRF_COOKIE_SECURE else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "kehoach.messages.MessageStorage"
CSRF_FAILURE_VIEW = "kehoach.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- Browser ------------------------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=SITE_URL.startswith("https://"))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if SITE_URL.startswith("https://") else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = bool(SECURE_HSTS_SECONDS)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
NODE_MODULES = BASE_DIR / "node_modules"
PAPER_FONTS = NODE_MODULES / "@expo-google-fonts" / "tinos"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/bootstrap", NODE_MODULES / "bootstrap/dist"),
    ("vendor/bootstrap-icons", NODE_MODULES / "bootstrap-icons/icons"),
    ("vendor/be-vietnam-pro", NODE_MODULES / "@fontsource/be-vietnam-pro"),
]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION  # no collectstatic needed on one's own machine
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Language and time --------------------------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "kehoach" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
FORMAT_MODULE_PATH = "kehoach.formats"

# --- Mail ---------------------------------------------------------------------------------------------------------

if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Kehoach <kehoach@localhost>")

# --- Jobs ---------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
if not REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": VAR_DIR / "broker" / "queue",
        "data_folder_out": VAR_DIR / "broker" / "queue",
        "control_folder": VAR_DIR / "broker" / "control",
        "polling_interval": 0.2,
    }
    for folder in ("queue", "control"):
        (VAR_DIR / "broker" / folder).mkdir(parents=True, exist_ok=True)
else:
    # A Redis that hangs must not hold a page for minutes: it only wakes the work up.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 3, "socket_timeout": 10}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "schedule")

# --- Logs ---------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "kehoach.lib.logs.OneLine",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
