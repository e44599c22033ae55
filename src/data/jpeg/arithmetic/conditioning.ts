// How decisions depend on what came before: ITU-T T.81, annexes B.2.4.3 (the DAC segment) and F.1.4.4.1.2.

/** Conditioning that no segment has changed (F.1.4.4.1.5, F.1.4.4.2). */
const LOWER = 0;
const UPPER = 1;
const AC_BORDER = 5;

/** The bins with which a difference begins, after one that was positive; a negative one's are 4 behind. */
const SMALL = 4;
const LARGE = 12;

const four = (value: number): number[] => Array.from({ length: 4 }, () => value);

export class Conditioning {
  /** Up to which place in zigzag order magnitudes count as those of low frequencies, by table. */
  readonly acBorders = four(AC_BORDER);
  readonly #lower = four(LOWER);
  readonly #upper = four(UPPER);

  /** Takes a DAC segment. Returns whether it is right. */
  define(body: Uint8Array): boolean {
    for (let at = 0; at < body.length; at += 2) {
      const [name, value] = [body[at]!, body[at + 1] ?? -1];
      const table = name & 15;
      if (name >> 4 === 0 && table < 4 && value >= 0 && (value & 15) <= value >> 4) {
        this.#lower[table] = value & 15;
        this.#upper[table] = value >> 4;
      } else if (name >> 4 === 1 && table < 4 && value >= 1 && value <= 63) this.acBorders[table] = value;
      else return false;
    }
    return true;
  }

  /** The bin with which the next difference begins. @param excess a difference's magnitude less one @param sign 1 for a negative one */
  contextOf(table: number, excess: number, sign: number): number {
    if (excess < (1 << this.#lower[table]!) >> 1) return 0;
    return (excess >= 1 << this.#upper[table]! ? LARGE : SMALL) + 4 * sign;
  }
}
