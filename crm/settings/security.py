"""Cookies, headers, passwords, lock-out. Strict by default; dev loosens what plain http needs."""

from csp.constants import NONE, SELF

# A clinic's host is checked against the Domain table by ClinicMiddleware, before anything trusts it (H:T12).
ALLOWED_HOSTS = ["*"]
USE_X_FORWARDED_HOST = False

# __Host- ties the cookie to one host: no clinic's page can set or read a neighbour's (H:T10).
SESSION_COOKIE_NAME = "__Host-bw_session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_HOURS = 12  # from the login on, however much it is used (H:N10)
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60  # seconds
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# In the session, which is the clinic's own: a signed cookie of one clinic would be believed by the next (H:T11).
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_COOKIE_NAME = "__Host-bw_csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Public pages and the API. The desk's pages add what unfold's Alpine needs (tenants.desk.sites).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "tenants.backends.VisitorRights",  # before those that give rights: it only takes some
    "tenants.backends.RightsAtOnce",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
PASSWORD_RESET_TIMEOUT = 7 * 24 * 60 * 60  # seconds an invitation stays open
RESET_LINK_SECONDS = 60 * 60
RESETS_PER_MAIL, RESETS_PER_ADDRESS = 3, 20  # in an hour

# allauth: by mail and password. Nobody signs up, nobody changes a mail; axes alone counts wrong passwords.
ACCOUNT_ADAPTER = "tenants.staff.adapter.HouseAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = False
ACCOUNT_SESSION_REMEMBER = True

# Five wrong passwords lock that mail from that address for 15 minutes (F:T10, H:N2).
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "old_password", "new_password1", "new_password2"]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else a stranger prolongs it by going on
AXES_CLIENT_IP_CALLABLE = "tenants.desk.address.counted_address"
AXES_USERNAME_CALLABLE = "tenants.staff.lockout.tried_mail"
AXES_LOCKOUT_CALLABLE = "tenants.staff.lockout.locked_out"
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_ACCESS_FAILURE_LOG_PER_USER_LIMIT = 10**9  # above it axes deletes the newest lines; ours go by age
# So many wrong passwords from one address, whatever mail and clinic, pause it on every host (H:N4).
ADDRESS_FAILURE_LIMIT, ADDRESS_PAUSE_MINUTES = 50, 15
# So many in an hour for one mail, from anywhere, pause it where nobody logged in with it lately (H:N2, N3).
MAIL_FAILURE_LIMIT, KNOWN_ADDRESS_DAYS = 50, 30

# Whether "Test the connection" may reach our own network (development): else it could be used to look around in it.
CREDENTIAL_TESTS_INSIDE = False
