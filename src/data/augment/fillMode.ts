// What a transformed picture shows where there was none.

/**
 * What lies outside a picture `a b c d`:
 * - `nearest`: `a a a | a b c d | d d d`
 * - `constant`: `k k k | a b c d | k k k`, with no mixing across the edge
 * - `reflect`: `c b a | a b c d | d c b`
 * - `wrap`: `b c d | a b c d | a b c` (scipy's "grid-wrap"; its "wrap", which Keras used, loses a pixel a turn)
 */
export type FillMode = "nearest" | "constant" | "reflect" | "wrap";

export const fillModes: readonly FillMode[] = ["nearest", "constant", "reflect", "wrap"];
