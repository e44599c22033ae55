// Warnings of what a user would otherwise only notice as slowness.

const warned = new Set<string>();

/** Prints a warning, the first time that it is given in this process or page. */
export function warnOnce(warning: string): void {
  if (warned.has(warning)) return;
  warned.add(warning);
  console.warn(`linnet: ${warning}`);
}
