// The order of names, the same on every machine and in every language.

/**
 * Below 0 if the first name comes first: by code points, as Python sorts. JavaScript's own order is by code units, which puts
 * emoji, of two units each, before some letters of one.
 */
export function compareCodePoints(first: string, second: string): number {
  for (let place = 0; place < first.length && place < second.length; ) {
    const [a, b] = [first.codePointAt(place)!, second.codePointAt(place)!];
    if (a !== b) return a - b;
    place += a > 0xffff ? 2 : 1;
  }
  return first.length - second.length;
}
