"""The mail server and what our letters say of themselves."""

import dj_email_url

from conference.config.settings import environment

_server = dj_email_url.parse(environment.EMAIL_URL)
EMAIL_HOST = _server["EMAIL_HOST"]
EMAIL_PORT = _server["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _server["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _server["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _server["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _server["EMAIL_USE_SSL"]
# Each step of the conversation may take this long, the answer after a letter thrice.
EMAIL_TIMEOUT = environment.EMAIL_TIMEOUT
# A sender keeps a letter no longer than this; longer than one letter may take.
MAIL_LEASE_SECONDS = environment.MAIL_LEASE_SECONDS
# Nothing but the mailroom sends; Django's own functions post a letter like the rest.
EMAIL_BACKEND = "conference.mailroom.backend.LetterBackend"
DEFAULT_FROM_EMAIL = environment.DEFAULT_FROM_EMAIL
SERVER_EMAIL = environment.DEFAULT_FROM_EMAIL
REPLY_TO_EMAIL = environment.REPLY_TO_EMAIL
EMAIL_SUBJECT_PREFIX = ""
