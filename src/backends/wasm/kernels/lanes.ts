// Vectors of four floats, and what is left where a length is no multiple of four.

import { i32, type I32, type Statement, type V128, v128 } from "../assembler/expression.js";
import { sequence } from "../assembler/function.js";

export const LANES = 4;

/** Loads `count` floats, 1 to 4; other lanes are 0. */
export function loadLanes(address: I32, count: number, offset = 0): V128 {
  if (count === LANES) return v128.load(address, offset);
  let vector: V128 = v128.zero;
  for (let lane = 0; lane < count; lane += 1) vector = v128.loadLane(address, vector, lane, offset + 4 * lane);
  return vector;
}

/** Stores the first `count` lanes, 1 to 4. A lone lane reads `vector` again, so it should be a local. */
export function storeLanes(address: I32, vector: V128, count: number, offset = 0): Statement {
  if (count === LANES) return v128.store(address, vector, offset);
  const lanes = Array.from({ length: count }, (_, lane) => v128.storeLane(address, vector, lane, offset + 4 * lane));
  return sequence(...lanes);
}

/** `base + index * scale`, with a scale known in advance. */
export function addressAt(base: I32, index: I32, scale: number): I32 {
  return i32.add(base, i32.multiply(index, i32.constant(scale)));
}
