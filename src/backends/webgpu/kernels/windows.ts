// Ops that look through a window of each channel, in WGSL: depthwise convolutions and pools.
//
// A thread makes a few neighbors in a row of the output, and reads each input pixel of their windows once. Pixels outside
// the picture are read at place 0 and not used: a branch would keep the reads behind it waiting.

import type { Slot } from "../../../graph/plan.js";
import { kernelSize } from "../../../tensor/ops/conv2d.js";
import { depthwiseConv2dFusedOp, depthwiseConv2dOp } from "../../../tensor/ops/depthwiseConv2d.js";
import { averagePool2dOp, LOWEST, maxPool2dOp, type Pool2d } from "../../../tensor/ops/pool.js";
import { rank4, type Shape, sizeOf } from "../../../tensor/shape.js";
import type { Pair, Window2d } from "../../../tensor/window.js";
import { fusedSum, plainSum, type SumStep } from "../../fusedStep.js";
import { addendsOf } from "./addends.js";
import { activationRules } from "./elementwise.js";
import { type Binding, type Dispatch, type KernelContext, type Lane, serve, type Tail } from "./kernel.js";
import { elementDispatch, laneFor, lanesIn, numberText, range } from "./shader.js";

interface WindowShader {
  readonly x: Shape;
  readonly output: Shape;
  readonly size: Pair;
  readonly window: Window2d;
  readonly lane: Lane;
  /** Bindings beside x. */
  readonly reads: readonly Binding[];
  /** Output channels that read one input channel. */
  readonly multiplier: number;
  /** What an output is before its first cell, and what a pixel outside the picture counts as. */
  readonly start: string;
  /** Statements that take a cell's pixel `v` into the output `s`; `cell` is the cell's number as text. */
  cell(s: string, v: string, cell: string): string;
  /** What becomes of the output `s`, of `count` cells inside the picture. */
  finish(s: string, place: string, count: string): string;
  readonly tail: Tail;
}

/** Below so many threads the machine has room for more, and each makes one output. */
const MANY_THREADS = 1 << 17;
const MOST_OUTPUTS = 4;
/** Rows of a window that are written out; more of them become a loop. */
const UNROLLED_ROWS = 8;

function windowDispatch(shader: WindowShader): Dispatch {
  const { x, output, size, window, lane, reads, multiplier, start } = shader;
  const [, height, width, inputChannels] = rank4(x);
  const [batch, outputHeight, outputWidth, outputChannels] = rank4(output);
  const channels = outputChannels / lanesIn(lane);
  const outputs = outputsPerThread(sizeOf(output) / lanesIn(lane), outputWidth);
  const groups = Math.ceil(outputWidth / outputs);
  const [offsetY, offsetX] = [window.padding[0], window.padding[2]];
  const row = (cellY: string): string => rowText(shader, { cellY, outputs, inputChannels, channels, width });
  const rows =
    size[0] <= UNROLLED_ROWS
      ? range(size[0])
          .map((cellY) => `{ ${row(`${cellY}`)} }`)
          .join("\n  ")
      : `for (var cellY = 0; cellY < ${size[0]}; cellY += 1) { ${row("cellY")} }`;
  const stores = range(outputs).map((output) => {
    const place = `place + ${output * channels}u`;
    const isThere = outputWidth % outputs === 0 || output === 0 ? "" : `if (column + ${output}u < ${outputWidth}u) `;
    return `${isThere}{ ${shader.tail.store(shader.finish(`s${output}`, place, `n${output}`), { place, channel: "channel", lane })} }`;
  });
  const threads = batch * outputHeight * groups * channels;
  return elementDispatch({
    reads: [{ name: "x", input: 0, lane, size: sizeOf(x) }, ...reads, ...shader.tail.bindings(lane)],
    output: { lane, size: sizeOf(output) },
    threads,
    statements: `let channel = i % ${channels}u;
  let column = i / ${channels}u % ${groups}u * ${outputs}u;
  let line = i / ${channels * groups}u;
  let picture = line / ${outputHeight}u;
  let top = i32(line % ${outputHeight}u * ${window.strides[0]}u) - ${offsetY};
  let left = i32(column * ${window.strides[1]}u) - ${offsetX};
  let place = (line * ${outputWidth}u + column) * ${channels}u + channel;
  let pictureStart = picture * ${height}u;
  let source = ${multiplier === 1 ? "channel" : `channel / ${multiplier}u`};
  ${range(outputs)
    .map((output) => `var s${output} = ${start}; var n${output} = 0f;`)
    .join("\n  ")}
  ${rows}`,
    stores: stores.join("\n  "),
  });
}

function outputsPerThread(elements: number, width: number): number {
  let outputs = 1;
  while (outputs < MOST_OUTPUTS && 2 * outputs <= width && elements / (2 * outputs) >= MANY_THREADS) outputs *= 2;
  return outputs;
}

interface RowText {
  readonly cellY: string;
  readonly outputs: number;
  readonly inputChannels: number;
  readonly channels: number;
  readonly width: number;
}

/** The cells of one row of the windows. */
function rowText(shader: WindowShader, { cellY, outputs, inputChannels, width }: RowText): string {
  const { x, size, window, lane, start } = shader;
  const [stride, dilation] = [window.strides[1], window.dilation[1]];
  const inputLanes = inputChannels / lanesIn(lane);
  const columns = new Map<number, { readonly output: number; readonly cell: number }[]>();
  for (const output of range(outputs))
    for (const cell of range(size[1])) {
      const column = output * stride + cell * dilation;
      columns.set(column, [...(columns.get(column) ?? []), { output, cell }]);
    }
  const pixels = [...columns].map(([column, users]) => {
    const name = `v${column}`;
    const isInside = `isInside${column}`;
    const uses = users.map(
      ({ output, cell }) =>
        `${shader.cell(`s${output}`, name, `(${cellY} * ${size[1]} + ${cell})`)} n${output} += select(0f, 1f, ${isInside});`,
    );
    return `let x${column} = left + ${column};
    let ${isInside} = isRow && x${column} >= 0 && x${column} < ${width};
    let ${name} = select(${start}, x[select(0u, (rowStart + u32(x${column})) * ${inputLanes}u + source, ${isInside})], ${isInside});
    ${uses.join("\n    ")}`;
  });
  return `let rowAt = top + ${cellY} * ${window.dilation[0]};
    let isRow = rowAt >= 0 && rowAt < ${x[1]};
    let rowStart = (pictureStart + u32(rowAt)) * ${width}u;
    ${pixels.join("\n    ")}`;
}

function depthwise(step: SumStep<Window2d>, tail: Tail): Dispatch {
  const { attributes: window, output, activation } = step;
  const [{ shape: x }, { shape: kernel }] = step.inputs;
  const [, , , multiplier] = rank4(kernel);
  const lane = multiplier === 1 ? laneFor(x[3]!) : "f32";
  const channels = output.shape[3]! / lanesIn(lane);
  const addends = addendsOf(step, lane);
  return windowDispatch({
    x,
    output: output.shape,
    size: kernelSize(kernel),
    window,
    lane,
    reads: [{ name: "kernel", input: 1, lane, size: sizeOf(kernel) }, ...addends.bindings],
    multiplier,
    tail,
    start: `${lane}()`,
    cell: (s, v, cell) => `${s} += ${v} * kernel[u32${cell} * ${channels}u + channel];`,
    finish: (s, place) => activationRules[activation](addends.add(s, place, "channel"), lane),
  });
}

export const depthwiseConv2d = serve(depthwiseConv2dOp, (step) => [depthwise(plainSum(step), step.tail)]);
export const depthwiseConv2dFused = serve(depthwiseConv2dFusedOp, (step) => [depthwise(fusedSum(step), step.tail)]);

interface PoolStep extends KernelContext {
  readonly attributes: Pool2d;
  readonly inputs: readonly [x: Slot];
  readonly output: Slot;
}

type Rules = Pick<WindowShader, "start" | "cell" | "finish">;

function pool({ attributes, inputs: [x], output, tail }: PoolStep, rules: (lane: Lane) => Rules): Dispatch[] {
  const lane = laneFor(x.shape[3]!);
  const shapes = { x: x.shape, output: output.shape, size: attributes.size, window: attributes };
  return [windowDispatch({ ...shapes, lane, reads: [], multiplier: 1, tail, ...rules(lane) })];
}

export const averagePool2d = serve(averagePool2dOp, (step) =>
  pool(step, (lane) => ({
    start: `${lane}()`,
    cell: (s, v) => `${s} += ${v};`,
    finish: (s, _, count) => `${s} / ${lane}(${count})`,
  })),
);

export const maxPool2d = serve(maxPool2dOp, (step) =>
  pool(step, (lane) => ({
    start: `${lane}(${numberText(LOWEST)})`,
    cell: (s, v) => `${s} = select(${s}, ${v}, ${v} > ${s});`,
    finish: (s) => s,
  })),
);
