// How far two makings of a fixture are from each other.

/** What was found at one place. */
interface Other {
  /** Such as `/cases/3/output/values`. */
  readonly place: string;
  readonly before: unknown;
  readonly now: unknown;
}

export interface Comparison {
  /** The largest difference of two numbers, relative to the largest number of their list. */
  readonly error: number;
  /** Where it is, or null if all numbers are the same. */
  readonly place: string | null;
  /** Places whose texts, keys or lengths differ. */
  readonly others: readonly Other[];
}

/** Compares two values of JSON. Who made them with which version, under `made by`, may differ. */
export function compareFixtures(before: unknown, now: unknown): Comparison {
  let [error, worst]: [number, string | null] = [0, null];
  const others: Other[] = [];
  const compare = (a: unknown, b: unknown, place: string, scale: number): void => {
    if (typeof a === "number" && typeof b === "number") {
      const found = differenceOf(a, b, scale);
      if (found > error) [error, worst] = [found, place];
    } else if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
      const largest = largestOf([...a, ...b]);
      a.forEach((value, index) => compare(value, b[index], `${place}/${index}`, largest));
    } else if (isRecord(a) && isRecord(b)) {
      const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
      for (const key of keys)
        if (key !== "made by") compare(a[key], b[key], `${place}/${key}`, largestOf([a[key], b[key]]));
    } else if (a !== b) others.push({ place, before: a, now: b });
  };
  compare(before, now, "", largestOf([before, now]));
  return { error, place: worst, others };
}

function differenceOf(a: number, b: number, scale: number): number {
  if (Object.is(a, b) || a === b) return 0;
  const difference = Math.abs(a - b) / scale;
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
}

/** The largest finite number among the values, by size. */
function largestOf(values: readonly unknown[]): number {
  const sizes = values.map((value) => (typeof value === "number" && Number.isFinite(value) ? Math.abs(value) : 0));
  return sizes.reduce((largest, size) => Math.max(largest, size), 0);
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
