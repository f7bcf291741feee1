"""What a schema cannot say of a request: which token it bears, and what of it must not contradict what came before."""

import itertools
import os
import re
import threading
import uuid

import schemathesis

TOKENS = itertools.cycle(os.environ["CONTRACT_TOKENS"].split(","))
LOCK = threading.Lock()
KEY = re.compile(r"[\x21-\x7e]{1,200}")


@schemathesis.auth(refresh_interval=None)
class Tokens:
    """One after the other, since a token may ask but so often."""

    def get(self, case, context):
        with LOCK:
            return next(TOKENS)

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(context, case, kwargs):
    """
    A good request has a cursor only where a list gave it, a key of its own, says a thing once, in the query or in the
    body, and waits a second for a step. All of these have tests of their own.
    """
    if not case.meta.generation.mode.is_positive:
        return
    case.query = {name: value for name, value in (case.query or {}).items() if name != "cursor"}
    if isinstance(case.body, dict):
        case.query = {name: value for name, value in case.query.items() if name not in case.body}
    if KEY.fullmatch(str((case.headers or {}).get("Idempotency-Key", ""))):
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
    if "Prefer" in case.operation.headers:
        case.headers["Prefer"] = "wait=1"
