"""The compose file and the image, as far as that can be told without an engine."""

import ast
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from conference.config.starter import health

PROJECT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {"web", "urgent", "bulk", "beat", "migrate"}
BOUGHT = {"database", "broker", "cache"}
SERVICE_KEYS = {
    *("image", "build", "init", "read_only", "tmpfs", "cap_drop", "security_opt"),
    *("restart", "networks", "environment", "depends_on", "ports", "healthcheck"),
    *("hostname", "command", "stop_grace_period", "volumes", "shm_size"),
}
HEALTH_KEYS = {"test", "interval", "timeout", "start_period", "retries"}
# What a person writes into .env, with values as good as any.
WRITTEN = {
    "SECRET_KEY": "k" * 30 + "4!tuvwxyzABCDEFGHIJKLMNOP" * 2,
    "METRICS_TOKEN": "m" * 30,
    "SITE_URL": "https://dw.example.org",
    "ALLOWED_HOSTS": "dw.example.org",
    "DATABASE_PASSWORD": "d" * 30,
    "BROKER_PASSWORD": "b" * 30,
    "CACHE_PASSWORD": "c" * 30,
    "EMAIL_URL": "smtp+tls://app:secret@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "ITU Digital World <notices@dw.example.org>",
    "REPLY_TO_EMAIL": "help@dw.example.org",
}
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def test_the_services_are_these_and_say_only_what_compose_knows():
    assert set(SERVICES) == OURS | BOUGHT
    for name, service in SERVICES.items():
        assert set(service) <= SERVICE_KEYS, name
        assert set(service.get("healthcheck", {})) <= HEALTH_KEYS, name


def test_every_service_that_stays_is_watched_and_restarted():
    for name in SERVICES.keys() - {"migrate"}:
        assert "test" in SERVICES[name]["healthcheck"], name
        assert SERVICES[name]["restart"] == "unless-stopped", name


def test_services_wait_for_services_that_exist_and_can_become_healthy():
    for name, service in SERVICES.items():
        for other, wait in service.get("depends_on", {}).items():
            assert other in SERVICES, name
            if wait["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[other], name


def test_only_the_web_opens_a_port():
    assert {name for name in SERVICES if "ports" in SERVICES[name]} == {"web"}
    for name in BOUGHT:
        assert SERVICES[name]["networks"] == ["inside"], name
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_our_processes_may_write_nothing_and_gain_nothing():
    for name in OURS:
        service = SERVICES[name]
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name


def test_what_must_outlive_a_container_lies_on_a_named_volume():
    used = {
        place.partition(":")[0]
        for service in SERVICES.values()
        for place in service.get("volumes", [])
    }

    assert used == set(COMPOSE["volumes"]) == {"database", "broker", "beat"}


def test_broker_and_cache_are_two_and_only_the_cache_forgets():
    assert "--appendonly yes" in SERVICES["broker"]["command"]
    assert "--maxmemory-policy noeviction" in SERVICES["broker"]["command"]
    assert "--maxmemory-policy allkeys-lru" in SERVICES["cache"]["command"]


def test_every_variable_it_sets_is_read_and_every_variable_read_is_set():
    # The folder of the demo means nothing in production.
    for name in OURS:
        assert set(SERVICES[name]["environment"]) == variables_read() - {"DEMO_DIR"}


def test_no_secret_has_a_default():
    needed = {name for name, kind, _ in variables() if kind == "?"}

    assert needed == set(WRITTEN)
    secret = re.compile("PASSWORD|SECRET|TOKEN|KEY")
    defaults = {(name, value) for name, kind, value in variables() if kind == "-"}
    assert {value for name, value in defaults if secret.search(name)} == set()


@pytest.mark.parametrize("name", ["web", "bulk"])
def test_the_settings_load_with_what_the_service_sets(name):
    # A variable without a value is passed on when .env names it, else left out.
    given = {
        key: filled(str(value))
        for key, value in SERVICES[name]["environment"].items()
        if value is not None
    }

    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], **given},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_every_command_of_ours_exists_with_its_options():
    commands = [SERVICES[name].get("command", image_command()) for name in OURS]

    for command in commands:
        program, *arguments = shlex.split(command)
        helped = help_of(program, arguments)
        for option in [part for part in arguments if part.startswith("--")]:
            assert option.partition("=")[0] in helped, command


def test_every_health_check_of_ours_asks_a_question_that_exists():
    asked = {SERVICES[name]["healthcheck"]["test"][4] for name in OURS - {"migrate"}}

    assert asked == set(health.QUESTIONS)


def variables_read():
    """Return the names that environment.py takes from the environment."""
    source = PROJECT / "conference" / "config" / "settings" / "environment.py"
    calls = [n for n in ast.walk(ast.parse(source.read_text())) if is_reading(n)]
    first = [call.args[0] for call in calls]
    return {name.value for name in first if isinstance(name, ast.Constant)}


def is_reading(node):
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    return called == "required" or called.startswith("env.")


def variables():
    text = (PROJECT / "docker-compose.yml").read_text()
    return VARIABLE.findall(text)


def filled(text):
    return VARIABLE.sub(
        lambda found: WRITTEN[found[1]] if found[2] == "?" else found[3], text
    )


def image_command():
    dockerfile = (PROJECT / "Dockerfile").read_text().replace("\\\n", " ")
    words = re.search(r"^CMD (\[.*\])$", dockerfile, re.MULTILINE).group(1)
    return shlex.join(ast.literal_eval(words))


def help_of(program, arguments):
    if program == "celery":
        kind = next(part for part in arguments if part in {"worker", "beat"})
        command = ["-m", "celery", "-A", "conference.config.celery", kind, "--help"]
    elif program == "granian":
        command = ["-m", "granian", "--help"]
    else:
        assert program == "python"
        command = [arguments[0], arguments[1], "--help"]
    environment = {**os.environ, "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
