"""Several people, or one person's clicks, at the very same moment: each in a thread with its own connection."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection


def at_once(acts: Sequence[Callable[[Callable[[], object]], Any]]) -> list[Any]:
    """Run them side by side. Takes: each reads what it needs, calls what it is given to wait for the others, and acts.

    Gives: what each gave, or the error that it raised, in the order in which they ended.
    """
    start, outcomes = threading.Barrier(len(acts)), []

    def run(act: Callable[[Callable[[], object]], Any]) -> None:
        try:
            outcomes.append(act(lambda: start.wait(timeout=20)))
        except Exception as error:  # told to the test, which says what it expects
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
