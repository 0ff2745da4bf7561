"""`make bench`: the scenarios of tests/bench, with servers like the demo's.

SERVER_PIDS names the processes whose time is part of the cost. PostgreSQL keeps
its promises here (fsync is on): only then do the figures count. Progress goes to
standard error, the figures to standard output.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from conference.config.starter import catalogues, packages
from conference.config.starter.servers import Servers
from conference.config.starter.trouble import Trouble


def main(arguments: list[str]) -> int:
    """Run the scenarios and return their exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    state = Path(tempfile.mkdtemp(prefix="conference-bench-"))
    state.chmod(0o711)  # the server's account must pass through when we are root
    servers = Servers(state, max_connections=300)
    try:
        catalogues.compile_messages()
        servers.start()
        return subprocess.run(
            [sys.executable, "-m", "tests.bench", *arguments],
            cwd=packages.PROJECT,
            env=os.environ
            | servers.addresses
            | {"DW_MODE": "demo", "DEMO_DIR": str(state), "SERVER_PIDS": servers.pids},
            check=False,
        ).returncode
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        servers.stop()
        shutil.rmtree(state, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
