# The other side of `process.ts` for libraries in Python: says that it has started, then answers every line.
import json
import os
import re
import sys
import time

answers = os.fdopen(3, "w")

# Seconds that a stream of predictions lasts at least.
STREAM = 0.25


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


def times_of_stream(predict, batch):
    """The twin of peers/stream.ts."""
    after_pause = milliseconds_of(predict)["milliseconds"]
    if batch > 1:
        return {"milliseconds": after_pause, "afterPause": after_pause}
    calls = 0
    start = time.perf_counter()
    while calls == 0 or time.perf_counter() - start < STREAM:
        predict()
        calls += 1
    return {"milliseconds": 1e3 * (time.perf_counter() - start) / calls, "afterPause": after_pause}


def peak_bytes():
    """The most memory that this process ever had."""
    with open("/proc/self/status") as file:
        return 1024 * int(re.search(r"^VmHWM:\s*(\d+)", file.read(), re.MULTILINE).group(1))
