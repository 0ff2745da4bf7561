"""Every rule the database keeps is broken by some test, by name."""

from pathlib import Path

from django.apps import apps

OURS = ("conference.", "registration.")
TESTS = Path(__file__).parents[1]


def test_every_constraint_is_broken_by_some_test():
    named = {
        constraint.name
        for model in apps.get_models()
        if model.__module__.startswith(OURS)
        for constraint in model._meta.constraints
    }
    told = "\n".join(path.read_text() for path in TESTS.rglob("test_*.py"))

    assert {name for name in named if name not in told} == set()
