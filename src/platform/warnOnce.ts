// Warnings of what goes on, though not as a user may think.

const warned = new Set<string>();

/** Prints a warning, once per process or page. */
export function warnOnce(warning: string): void {
  if (warned.has(warning)) return;
  warned.add(warning);
  console.warn(`linnet: ${warning}`);
}
