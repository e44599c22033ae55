// Warnings of what a user would otherwise notice only as slowness.

const warned = new Set<string>();

/** Prints a warning, once per process or page. */
export function warnOnce(warning: string): void {
  if (warned.has(warning)) return;
  warned.add(warning);
  console.warn(`linnet: ${warning}`);
}
