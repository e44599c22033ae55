/**
 * The longest time between two turns of the thread's event loop while `work` goes on, in milliseconds. Timers of 0 ms are
 * used, of which browsers make 4 ms when they are nested: below that, the thread was always free.
 */
export async function longestPause(work: () => Promise<void>): Promise<number> {
  let [last, longest, isOver] = [performance.now(), 0, false];
  const tick = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) setTimeout(tick, 0);
  };
  setTimeout(tick, 0);
  await work();
  isOver = true;
  return Math.max(longest, performance.now() - last);
}
