"""People who press at once."""

import threading

from django.db import connection


def in_threads(*deeds):
    """Run deeds at once on connections of their own and return what each raised."""
    barrier = threading.Barrier(len(deeds))
    raised = [None] * len(deeds)

    def run(at, deed):
        barrier.wait()
        try:
            deed()
        except Exception as error:
            raised[at] = type(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
