"""All settings; what an operator may change comes from the environment through `peerlearn.env`."""

from pathlib import Path

import dj_database_url
import dj_email_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from peerlearn import env
from peerlearn.embedded.paths import places
from peerlearn.logs import configure_logs

BASE_DIR = Path(__file__).resolve().parents[2]
VAR = places().var  # everything that is made while running
ENVIRONMENT = env.read()

# --- the instance -----------------------------------------------------------------------------------------
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key or "debug-only"
BASE_URL = ENVIRONMENT.base_url
ORG_NAME = ENVIRONMENT.org_name
ORG_TIME_ZONE = ENVIRONMENT.org_time_zone
ALLOWED_HOSTS = [*ENVIRONMENT.allowed_hosts, env.urlsplit(BASE_URL).hostname, "127.0.0.1", "localhost"]

# --- the house, bottom up ---------------------------------------------------------------------------------
INSTALLED_APPS = [
    "peerlearn.core",
    "peerlearn.people",
    "peerlearn.topics",
    "peerlearn.jobs",
    "peerlearn.outbox",
    "rituals",
    "knowledge",
    "recognition",
    "metrics",
    "peerlearn.home",
    "peerlearn.ops",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_htmx",
    "template_partials",
    "lucide",
    "rules.apps.AutodiscoverRulesConfig",
    "csp",
    "django_structlog",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "peerlearn.core.middleware.keep_devices_off",
    "peerlearn.core.middleware.refuse_unstorable_text",
    "peerlearn.core.middleware.say_busy_when_database_is",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "peerlearn.people.middleware.speak_as_the_viewer_does",
    "peerlearn.core.request_log.RequestLog",
]

ROOT_URLCONF = "peerlearn.urls"
WSGI_APPLICATION = "peerlearn.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "peerlearn.core.forms.FieldRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["peerlearn.core.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "peerlearn.home.context.every_page",
            ],
        },
    }
]

# --- data -------------------------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(ENVIRONMENT.database_url, conn_max_age=60, conn_health_checks=True),
}
DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = 0  # for peerlearn.core.statements
DATABASES["default"]["OPTIONS"]["options"] = " ".join(
    [
        # A web request gives up on a lock or a runaway query before its reader does; long work has no limit.
        f"-c statement_timeout={ENVIRONMENT.statement_timeout_ms}",
        f"-c lock_timeout={5000 if ENVIRONMENT.statement_timeout_ms else 0}",
        "-c idle_in_transaction_session_timeout=30000",
        "-c jit=off",
        "-c random_page_cost=1.1",
    ]
)
REDIS_URL = ENVIRONMENT.redis_url
CACHES = {
    "default": {
        "BACKEND": "peerlearn.core.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "peerlearn",
        "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 1},
    }
}
MEDIA_ROOT = Path(ENVIRONMENT.media_root) if ENVIRONMENT.media_root else VAR / "media"
CAPTURE_INBOX_DIR = ENVIRONMENT.capture_inbox_dir
WHISPER_MODEL_DIR = ENVIRONMENT.whisper_model_dir
SEMANTIC_MODEL_DIR = ENVIRONMENT.semantic_model_dir
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# --- work in the background -------------------------------------------------------------------------------
CELERY_BROKER_URL = ENVIRONMENT.broker_url
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SOFT_TIME_LIMIT = 10 * 60
CELERY_TASK_TIME_LIMIT = 11 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_ROUTES = {"knowledge.transcribe": {"queue": "transcribe"}}  # it takes hours and all processors
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A page must not wait for a broker that is away: the outbox finds what was not announced.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 0.5, "socket_timeout": 30}
CELERY_TIMEZONE = ORG_TIME_ZONE

# --- mail -------------------------------------------------------------------------------------------------
vars().update(dj_email_url.parse(ENVIRONMENT.email_url))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENVIRONMENT.default_from_email
SERVER_EMAIL = DEFAULT_FROM_EMAIL
INBOUND_MAIL_URL = ENVIRONMENT.inbound_mail_url
EMAIL_PROVIDER_URL = ENVIRONMENT.email_provider_url
EMAIL_PROVIDER_TOKEN = ENVIRONMENT.email_provider_token
WEBHOOK_SINK = ""  # tests let addresses that begin with this pass as a channel's; a real instance has none

# --- people and sign-in -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "peerlearn.people.backends.DirectoryBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:index"
ACCOUNT_ADAPTER = "peerlearn.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "room_code": "10/m/user",
}

# --- the browser ------------------------------------------------------------------------------------------
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
if ENVIRONMENT.https:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "peerlearn.home.views.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- static files -----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "peerlearn.core.static_files.NpmFinder",
]
NODE_MODULES = BASE_DIR / "node_modules"
NPM_STATIC = {
    "vendor/htmx/htmx.js": "htmx.org/dist/htmx.min.js",
    "vendor/markdown-toolbar/markdown-toolbar.js": "@github/markdown-toolbar-element/dist/index.js",
    **{
        f"vendor/newsreader/{name}": f"@fontsource-variable/newsreader/files/{name}"
        for name in ("newsreader-latin-opsz-normal.woff2", "newsreader-latin-ext-opsz-normal.woff2")
    },
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "peerlearn.core.static_files.StaticStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- words and time ---------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "peerlearn.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

LOGGING_CONFIG = None
configure_logs(ENVIRONMENT.log_format, ENVIRONMENT.log_level)
