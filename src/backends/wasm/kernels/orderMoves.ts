// Moves between registers that all happen at once.

import type { Statement } from "../assembler/expression.js";
import type { Local } from "../assembler/function.js";

/** In an order that is right one by one: through spare registers if one would overwrite another's source. */
export function orderMoves(
  moves: readonly { readonly sum: Local<"v128">; readonly place: Local<"v128"> }[],
  spare: () => Local<"v128">,
): Statement[] {
  const real = moves.filter(({ sum, place }) => sum !== place);
  const statements: Statement[] = [];
  const pending = [...real];
  while (pending.length > 0) {
    const free = pending.findIndex(({ place }) => !pending.some(({ sum }) => sum === place));
    if (free >= 0) {
      const [{ sum, place }] = pending.splice(free, 1) as [(typeof real)[number]];
      statements.push(place.set(sum));
      continue;
    }
    // A circle: one of the sources goes to a spare register.
    const { sum } = pending[0]!;
    const aside = spare();
    statements.push(aside.set(sum));
    pending.forEach((move, index) => {
      if (move.sum === sum) pending[index] = { sum: aside, place: move.place };
    });
  }
  return statements;
}
