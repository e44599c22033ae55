/** Milliseconds since the last byte of what a page has fetched. */
export function sinceArrival(file: string): number {
  const [arrival] = performance.getEntriesByName(new URL(file, location.href).href) as PerformanceResourceTiming[];
  return performance.now() - arrival!.responseEnd;
}
