// What a transformed picture shows where there was none.

/**
 * What lies outside a picture `a b c d`, as scipy's `affine_transform` has it:
 * - `nearest`: `a a a | a b c d | d d d`
 * - `constant`: `k k k | a b c d | k k k`, with no mixing across the edge
 * - `reflect`: `c b a | a b c d | d c b`
 * - `wrap`: `a b c | a b c d | b c d`: the last pixel stands on the place of the first, so that a turn is a pixel short
 */
export type FillMode = "nearest" | "constant" | "reflect" | "wrap";

export const fillModes: readonly FillMode[] = ["nearest", "constant", "reflect", "wrap"];

/** Rounding in an affine map must not push a place on the edge outside the picture. */
const tolerance = 1e-6;

/** Whether a place along an axis is outside its pixels. */
export function isOutside(place: number, length: number): boolean {
  return place < -tolerance || place > length - 1 + tolerance;
}

/**
 * The place within `-0.5` to `length - 0.5` whose value stands at any place along an axis; of `constant`, the nearest
 * place, since what is outside has been told apart before.
 */
export function foldPlace(place: number, length: number, fillMode: FillMode): number {
  const last = length - 1;
  const nearest = Math.min(Math.max(place, 0), last);
  if (fillMode === "nearest" || !isOutside(place, length)) return nearest;
  switch (fillMode) {
    case "constant":
      return nearest;
    case "wrap":
      return wrapPlace(place, last);
    case "reflect": {
      const within = modulo(place + 0.5, 2 * length) - 0.5;
      return within < length - 0.5 ? within : 2 * length - 1 - within;
    }
  }
}

/** Of two equal places, the first and the last, scipy takes the last for what comes before. */
function wrapPlace(place: number, last: number): number {
  if (last === 0) return 0;
  return place < 0 ? place + last * (Math.floor(-place / last) + 1) : modulo(place, last);
}

function modulo(place: number, length: number): number {
  return place - Math.floor(place / length) * length;
}
