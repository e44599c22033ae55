// Softmax and its logarithm in WGSL: a workgroup for each row.

import { logSoftmaxOp, softmaxOp } from "../../../tensor/ops/softmax.js";
import { type Shape, sizeOf } from "../../../tensor/shape.js";
import { type Dispatch, serve } from "./kernel.js";
import { dispatchOf } from "./shader.js";

const MOST_THREADS = 256;

function rowDispatch(shape: Shape, value: string): Dispatch {
  const length = shape.at(-1)!;
  const size = sizeOf(shape);
  let threads = 2;
  while (threads < length && threads < MOST_THREADS) threads *= 2;
  /** All threads' numbers put together, known to each. */
  const together = (name: string, own: string, join: (a: string, b: string) => string): string => `parts[lane] = ${own};
  for (var half = ${threads / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { parts[lane] = ${join("parts[lane]", "parts[lane + half]")}; }
  }
  workgroupBarrier();
  let ${name} = parts[0];
  workgroupBarrier();`;
  const body = `let start = block * ${length}u;
  var most = x[start + min(lane, ${length - 1}u)];
  for (var i = lane; i < ${length}u; i += ${threads}u) { most = max(most, x[start + i]); }
  ${together("largest", "most", (a, b) => `max(${a}, ${b})`)}
  var sum = 0f;
  for (var i = lane; i < ${length}u; i += ${threads}u) { sum += exp(x[start + i] - largest); }
  ${together("total", "sum", (a, b) => `${a} + ${b}`)}
  for (var i = lane; i < ${length}u; i += ${threads}u) { y[start + i] = ${value}; }`;
  return dispatchOf({
    reads: [{ name: "x", input: 0, lane: "f32", size }],
    output: { lane: "f32", size },
    declarations: `var<workgroup> parts: array<f32, ${threads}>;`,
    threads,
    workgroups: size / length,
    body,
  });
}

export const softmax = serve(softmaxOp, ({ output }) => [
  rowDispatch(output.shape, "exp(x[start + i] - largest) / total"),
]);

export const logSoftmax = serve(logSoftmaxOp, ({ output }) => [
  rowDispatch(output.shape, "x[start + i] - largest - log(total)"),
]);
