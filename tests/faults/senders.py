"""Real workers, for tests that hurt them."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress

import pytest
import redis
from django.conf import settings
from django.db import OperationalError, connection

from conference.mailroom import bell
from tests.plugins import servers

RECIPIENTS = int(os.environ.get("FAULT_RECIPIENTS", "300"))


class Worker:
    """One Celery worker of one process, with a sender inside."""

    def __init__(self, sink, queue="bulk", lease=3, timeout=1):
        self.queue = queue
        self.environment = servers.environment(
            EMAIL_URL=f"smtp://127.0.0.1:{sink.port}",
            MAIL_LEASE_SECONDS=str(lease),
            EMAIL_TIMEOUT=str(timeout),
            LOG_LEVEL="WARNING",
        )
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "-A", "conference.config.celery"),
                *("worker", "-Q", self.queue, "-c", "1", "-l", "error"),
                *("--without-mingle", "--without-gossip", "--without-heartbeat"),
            ],
            env=self.environment,
            cwd=servers.PROJECT,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return self

    def hurt(self, sign):
        """Send a signal to the worker and its child at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, sign)

    def kill(self):
        self.hurt(signal.SIGKILL)
        self.process.wait(10)


@contextmanager
def workers(sink, *queues, **options):
    hired = [Worker(sink, queue, **options).start() for queue in queues]
    try:
        yield hired
    finally:
        for worker in hired:
            worker.kill()


@contextmanager
def bells(seconds=0.5, *, flushes=0.0):
    """Ring every so often, as beat does, and flush the broker in between if asked."""
    stop = threading.Event()

    def ring():
        with redis.Redis.from_url(settings.CELERY_BROKER_URL) as broker:
            flushed_at = time.monotonic()
            while not stop.wait(seconds):
                bell._ringer.ring({bell.URGENT, bell.BULK})
                if flushes and time.monotonic() - flushed_at > flushes:
                    with suppress(redis.RedisError):
                        broker.flushall()
                    flushed_at = time.monotonic()

    thread = threading.Thread(target=ring, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def wait_until(is_so, seconds=30, what="it"):
    """Ask again and again; a database that restarts meanwhile is asked later."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        try:
            if is_so():
                return
        except OperationalError:
            connection.close()
        time.sleep(0.05)
    pytest.fail(f"{what} did not happen within {seconds} seconds")
