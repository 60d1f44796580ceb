SECRET_KEY = "only for tests"
INSTALLED_APPS = ["sites"]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "sites"}}
TEST_RUNNER = "runner.LeasedDatabaseRunner"
USE_TZ = True
