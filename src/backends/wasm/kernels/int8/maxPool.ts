// The largest of a window's bytes.

import { maxPool2dOp } from "../../../../tensor/ops/pool.js";
import type { I32 } from "../../assembler/expression.js";
import { i8x16, i32x4, v128 } from "../../assembler/narrow.js";
import { maximum, pool } from "../pool.js";
import { serveInt8 } from "../serveInt8.js";
import { storeBytes } from "./bytes.js";

const PLAIN = "the largest of bytes as the result of a whole network: few networks end with it";

/** Four bytes of -128. */
const LOWEST = 0x80808080 | 0;

/** What a byte holds beyond int8 leaves their order as it is. */
export const maxPool2d = serveInt8(maxPool2dOp, PLAIN, (step) => {
  const { inputs, output, int8 } = step;
  const types = [inputs[0].type, output.type].join();
  if (types === "float32,float32") return pool(maximum, step);
  if (types !== "int8,int8") return null;
  const isUnsigned = int8.offset === 128;
  const ofBytes = {
    name: "maxPoolInt8",
    lanes: 16,
    bytes: 1,
    load: (address: I32) => v128.loadBytes(address),
    store: storeBytes,
    start: () => (isUnsigned ? v128.zero : i32x4.constant(LOWEST, LOWEST, LOWEST, LOWEST)),
    step: isUnsigned ? i8x16.maximumUnsigned : i8x16.maximumSigned,
    finish: maximum.finish,
  };
  return pool(ofBytes, step);
});
