"""Telling a task that is cancelled from a call that is.

grpc raises CancelledError out of a read when somebody has cancelled the *call*. To the task that reads it looks like
its own cancellation, and it would end without a word.
"""

import asyncio


def is_own() -> bool:
    """Whether the CancelledError just caught is meant for the task that runs now, and has to be raised again."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
