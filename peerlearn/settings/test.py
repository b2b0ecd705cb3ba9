"""The product's settings, made quick: cheap password hashes, mail kept in memory, static files unhashed."""

from peerlearn import env
from peerlearn.settings.base import *  # noqa: F403
from peerlearn.settings.base import CACHES, DATABASES, ENVIRONMENT, STORAGES, VAR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CACHES["default"]["KEY_PREFIX"] = "test"
CELERY_BROKER_URL = env.broker_url(ENVIRONMENT.redis_url, 2)  # never the queue of a run beside the tests
DATABASES["default"]["CONN_MAX_AGE"] = 0
ORG_TIME_ZONE = "Europe/Berlin"
ORG_NAME = "Hollis Brandt"
MEDIA_ROOT = VAR / "test-media"
