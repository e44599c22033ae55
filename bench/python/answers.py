# The other side of `process.ts` for libraries in Python: says that it has started, then answers every line.
import json
import os
import re
import sys
import time

answers = os.fdopen(3, "w")


def send(message):
    print(json.dumps(message), file=answers, flush=True)


def serve(ready, answer):
    send(ready)
    for _ in sys.stdin:
        send(answer())


def milliseconds_of(work, times=1):
    """The mean time of one of them."""
    start = time.perf_counter()
    for _ in range(times):
        work()
    return {"milliseconds": 1e3 * (time.perf_counter() - start) / times}


def peak_bytes():
    """The most memory that this process ever had."""
    with open("/proc/self/status") as file:
        return 1024 * int(re.search(r"^VmHWM:\s*(\d+)", file.read(), re.MULTILINE).group(1))
