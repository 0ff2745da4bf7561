"""Many people who press at the same moment, each on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def together(acts):
    """Run all at the same moment and return what came of each, errors included."""
    gate = Barrier(len(acts))

    def run(act):
        gate.wait()
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def errors_in(results):
    return [result for result in results if isinstance(result, Exception)]
