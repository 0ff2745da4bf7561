"""`make test`: the whole suite, on servers that the pytest plugin starts."""

import subprocess
import sys

from conference.config.starter import packages

if __name__ == "__main__":
    command = [str(packages.PYTHON), "-m", "pytest", *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=packages.PROJECT, check=False).returncode)
