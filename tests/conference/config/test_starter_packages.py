"""The lock names everything that is asked for, by version and hash."""

import re
import tomllib
from itertools import chain

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conference.config.starter import __main__ as starter
from conference.config.starter import packages
from conference.config.starter.trouble import Trouble

LOCKED = re.compile(
    r"^([a-z0-9-]+)==([^\s\\]+).*\\\n((?:    --hash=.*\n)+)", re.MULTILINE
)


def asked_for():
    project = tomllib.loads(packages.DEMANDS.read_text())
    groups = project["dependency-groups"]
    assert set(groups) == set(packages.ALL_GROUPS)
    written = [*project["project"]["dependencies"], *chain(*groups.values())]
    return [Requirement(line) for line in written]


def test_the_lock_holds_a_fitting_version_of_everything_asked_for():
    locked = {name: version for name, version, _ in locked_packages()}

    unfit = [
        str(wanted)
        for wanted in asked_for()
        if locked.get(canonicalize_name(wanted.name), "0") not in wanted.specifier
    ]

    assert unfit == []


def test_every_package_in_the_lock_has_its_hashes():
    lines = packages.LOCK.read_text().splitlines()
    pinned = [line for line in lines if line and line[0] not in "# "]

    assert len(locked_packages()) == len(pinned) > 50


def test_the_installer_itself_is_taken_by_hash():
    lines = packages._locked("uv").splitlines()

    assert lines[0].startswith("uv==")
    assert all(line.strip().startswith("--hash=sha256:") for line in lines[1:-1])


def test_a_package_the_lock_does_not_name_is_one_sentence():
    with pytest.raises(Trouble, match="does not name no-such-package"):
        packages._locked("no-such-package")


def test_another_python_is_one_sentence(monkeypatch):
    monkeypatch.setattr(packages, "NEEDED", (3, 0))

    with pytest.raises(Trouble, match="Name it so: make demo PYTHON=/path/to/python"):
        packages.install(())


def test_an_unknown_command_names_the_known_ones(capsys):
    assert starter.main(["dance"]) == 2

    assert capsys.readouterr().err == (
        "Write one of: demo, bench, check, test, install, lock, messages.\n"
    )


def locked_packages():
    return LOCKED.findall(packages.LOCK.read_text())
