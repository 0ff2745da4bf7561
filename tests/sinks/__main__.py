"""Run the sink as a process: python -m tests.sinks PORT FOLDER [MODE]."""

import asyncio
import sys

from tests.sinks.sink import serve

if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2], *sys.argv[3:]))
