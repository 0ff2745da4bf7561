"""Settings by subject; production unless DW_MODE says demo or test."""

import django_stubs_ext

from .accounts import *  # noqa: F403
from .background import *  # noqa: F403
from .base import *  # noqa: F403
from .database import *  # noqa: F403
from .languages import *  # noqa: F403
from .logs import *  # noqa: F403
from .mail import *  # noqa: F403
from .security import *  # noqa: F403

# Before any model is loaded: classes of Django take type parameters from here on.
django_stubs_ext.monkeypatch()
