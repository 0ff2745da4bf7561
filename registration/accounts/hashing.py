"""How passwords are kept: dear to guess, and cheap enough for a full house."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class LeanArgon2(Argon2PasswordHasher):
    """Argon2id in 19 MiB and one thread, as OWASP advises for servers.

    Django's 100 MiB and eight threads for each sign-in would let a queue at the door
    take the memory and the processors from everybody. Hashes made with other figures
    still open, and are made anew when their person signs in.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
