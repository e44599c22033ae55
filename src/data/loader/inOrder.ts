// Asynchronous work whose results come in order.

/** Results in order, with at most `ahead` of them started and not yet taken. */
export async function* inOrder<T>(
  count: number,
  ahead: number,
  start: (position: number) => Promise<T>,
): AsyncGenerator<T> {
  const started: Promise<T>[] = [];
  for (let next = 0, taken = 0; taken < count; taken += 1) {
    for (; next < count && started.length < ahead; next += 1) {
      const result = start(next);
      // Its error is thrown when its turn comes; until then it is not unhandled.
      result.catch(() => undefined);
      started.push(result);
    }
    yield await started.shift()!;
  }
}
