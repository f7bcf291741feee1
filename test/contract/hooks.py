"""What a schema cannot say of a request: which token it bears, and where a list goes on."""

import itertools
import os
import threading

import schemathesis

TOKENS = itertools.cycle(os.environ["CONTRACT_TOKENS"].split(","))
LOCK = threading.Lock()


@schemathesis.auth(refresh_interval=None)
class Tokens:
    """One after the other, since a token may ask but so often."""

    def get(self, case, context):
        with LOCK:
            return next(TOKENS)

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def map_query(context, query):
    """A cursor is what the list gave: one that is made up is refused, which has tests of its own."""
    return {name: value for name, value in (query or {}).items() if name != "cursor"}
