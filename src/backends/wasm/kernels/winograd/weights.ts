// A kernel of three by three as sixteen matrices, each packed in panels: panel by panel, so that a panel's sixteen are together.

import type { Slot } from "../../../../graph/plan.js";
import { i32, type V128 } from "../../assembler/expression.js";
import { advance, counters, forLoop, type Local, sequence } from "../../assembler/function.js";
import type { Kernel, KernelContext, Operand, ScratchSpace } from "../../kernel.js";
import { addressAt, forParts, LANES, loadLanes, storeLanes } from "../lanes.js";
import { lanesOf, PANEL } from "../tile.js";
import { CELLS } from "./sizes.js";
import { bothWays, ofWeights, PATCH, squareOf } from "./transforms.js";
import { KeptVectors } from "./vectors.js";

/** A kernel in memory: elements from the first weight, and to the next cell, input and output. */
export interface KernelLayout {
  readonly inputs: number;
  readonly outputs: number;
  readonly first: number;
  readonly cell: number;
  readonly input: number;
  readonly output: number;
}

/** Bytes of a panel's weights for one of the sixteen products. */
function panelBytes({ inputs }: KernelLayout): number {
  return 4 * PANEL * inputs;
}

export function packWinograd(
  slot: Slot,
  layout: KernelLayout,
  { constant }: KernelContext,
  scratch: ScratchSpace,
): { readonly operand: Operand; readonly kernels: readonly Kernel[] } {
  const length = Math.ceil(layout.outputs / PANEL) * PATCH * PATCH * PANEL * layout.inputs;
  const known = constant(slot);
  if (known !== null) {
    const fill = (memory: Float32Array): void => fillPanels(memory, known.values, layout);
    return { operand: { region: "packed", length, fill }, kernels: [] };
  }
  const operand = scratch.take(length);
  return { operand, kernels: [panelKernel(layout, [slot, operand])] };
}

/** Without a list or a closure for any weight: this runs over all weights whenever a model starts. */
function fillPanels(memory: Float32Array, values: Float32Array, layout: KernelLayout): void {
  const { inputs, outputs, first, cell, input, output } = layout;
  const lines = new Float64Array(PATCH * CELLS);
  for (let row = 0; row < inputs; row += 1) {
    for (let column = 0; column < outputs; column += 1) {
      const weight = first + row * input + column * output;
      for (let line = 0; line < CELLS; line += 1) {
        transformLine(values, weight + line * cell, CELLS * cell, lines, line, CELLS);
      }
      const panel = (Math.floor(column / PANEL) * PATCH * PATCH * inputs + row) * PANEL + (column % PANEL);
      const distance = inputs * PANEL;
      for (let line = 0; line < PATCH; line += 1) {
        transformLine(lines, line * CELLS, 1, memory, panel + line * PATCH * distance, distance);
      }
    }
  }
}

type Floats = Float32Array | Float64Array;

/** `ofWeights`, from three numbers that are `step` apart to four that are `distance` apart. */
function transformLine(from: Floats, start: number, step: number, to: Floats, place: number, distance: number): void {
  const [a, b, c] = [from[start]!, from[start + step]!, from[start + 2 * step]!];
  to[place] = a;
  to[place + distance] = (a + c + b) / 2;
  to[place + 2 * distance] = (a + c - b) / 2;
  to[place + 3 * distance] = c;
}

/** Packs in every run; the operands are the kernel and its packed form. A unit is a panel. */
function panelKernel(layout: KernelLayout, operands: readonly Operand[]): Kernel {
  const { inputs, outputs, first, cell, input, output } = layout;
  return {
    key: `winograd weights ${[inputs, outputs, first, cell, input, output]}`,
    operands,
    units: Math.ceil(outputs / PANEL),
    write: ({ builder, addresses, from, to }) => {
      const [source, packed] = addresses as [Local<"i32">, Local<"i32">];
      const [panel, row, read, written] = counters(builder, 4);
      const vectors = new KeptVectors(builder);
      const load = (half: number, lanes: number, number: number): V128 =>
        vectors.keep(loadLanes(read, lanes, 4 * (number * Math.abs(cell) + half * LANES * output), 4 * output));
      // Offsets are never negative: where cells go backward, they are read from the last on.
      const cellAt = (number: number): number => (cell < 0 ? CELLS * CELLS - 1 - number : number);
      const start = cell < 0 ? first + (CELLS * CELLS - 1) * cell : first;
      const vector = (half: number, lanes: number) => {
        const weights = squareOf(CELLS, (line, place) => load(half, lanes, cellAt(CELLS * line + place)));
        const products = bothWays(vectors, ofWeights, weights).flat();
        const stores = products.map((product, number) =>
          storeLanes(written, product, LANES, number * panelBytes(layout) + 4 * half * LANES),
        );
        return sequence(...vectors.take(), ...stores);
      };
      const ofPanel = (width: number) =>
        sequence(
          read.set(i32.add(addressAt(source, panel, 4 * PANEL * output), 4 * start)),
          written.set(addressAt(packed, panel, PATCH * PATCH * panelBytes(layout))),
          forLoop(
            row,
            { from: 0, to: inputs, step: 1 },
            ...lanesOf(width).map((lanes, half) => vector(half, lanes)),
            advance(read, 4 * input),
            advance(written, 4 * PANEL),
          ),
        );
      builder.emit(forParts(panel, { from, to, length: outputs, part: PANEL }, ofPanel));
    },
  };
}
