"""The last step of an installation: message files and static files, made once."""

import os
import subprocess
import sys

from conference.config.starter import catalogues, packages, throwaway

if __name__ == "__main__":
    catalogues.compile_messages()
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input"]
    sys.exit(
        subprocess.run(
            [*collect, "--verbosity", "0"],
            cwd=packages.PROJECT,
            env=os.environ | throwaway.production(),
            check=False,
        ).returncode
    )
