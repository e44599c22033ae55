// Ops that make each element from the elements at its place; smaller tensors are broadcast.

import type { Slot } from "../../../graph/plan.js";
import { broadcastStrides, type Shape, sizeOf } from "../../../tensor/shape.js";
import type { OpDefinition } from "../../../tensor/tensor.js";
import type { KernelEntry, OpStep } from "../../kernelTable.js";
import { i32, type Statement, type V128, v128 } from "../assembler/expression.js";
import { advance, counters, forLoop, type Local, sequence } from "../assembler/function.js";
import {
  type Formula,
  type Kernel,
  type KernelBody,
  type KernelContext,
  type Operand,
  type RowLayout,
  type Served,
  serve,
  servePartly,
} from "../kernel.js";
import { addressAt, allParts, forParts, LANES, loadLanes, storeLanes } from "./lanes.js";

/** The elements of a unit if no tensor is broadcast. */
const FLAT_UNIT = 4096;

/** Four elements of an op's output from those of its inputs, which may be read more than once: they are locals. */
type OpFormula<A, Inputs extends readonly string[]> = {
  f(values: { readonly [Index in keyof Inputs]: V128 }, attributes: A): V128;
}["f"];

/** An op whose inputs have the output's shape, or one element. */
export function flat<A extends object, Inputs extends readonly string[], Name extends string>(
  op: OpDefinition<A, Inputs, Name>,
  formula: OpFormula<A, Inputs>,
): KernelEntry<Served, KernelContext, Name> {
  return serve(op, (step) => elementwise(op.name, step, { layout: flatLayout(step), formula }));
}

/** An op whose inputs are broadcast to the output's shape. */
export function broadcast<A extends object, Inputs extends readonly string[], Name extends string>(
  op: OpDefinition<A, Inputs, Name>,
  formula: OpFormula<A, Inputs>,
): KernelEntry<Served, KernelContext, Name> {
  return servePartly(op, "inputs that are repeated along more than three groups of axes: nobody needs them fast", {
    [op.name]: (step) => {
      const inputs: readonly Slot[] = step.inputs;
      const shapes = inputs.map(({ shape }) => shape);
      const layout = layOut(shapes, step.output.shape);
      return layout === null ? null : elementwise(op.name, step, { layout, formula });
    },
  });
}

function elementwise<A extends object, Inputs extends readonly string[]>(
  name: string,
  { attributes, inputs, output }: OpStep<A, Inputs>,
  { layout, formula }: { readonly layout: RowLayout; readonly formula: OpFormula<A, Inputs> },
): Served {
  const key = `${name} ${JSON.stringify(attributes)}`;
  const ofAny: OpFormula<A, readonly string[]> = formula;
  const f: Formula = (values) => ofAny(values, attributes);
  return { kernels: [rowsKernel(layout, key, [...inputs, output], f)], elementwise: { layout, key, f } };
}

/** Everything is one long row. */
function flatLayout({ inputs, output }: OpStep<object, readonly string[]>): RowLayout {
  const moving = inputs.map(({ shape }) => Number(sizeOf(shape) > 1));
  return {
    outer: 1,
    middle: 1,
    length: sizeOf(output.shape),
    inputs: moving.map((inner) => ({ outer: 0, middle: 0, inner })),
  };
}

/** Null if it takes more than three axes to say how inputs are repeated. */
function layOut(inputs: readonly Shape[], output: Shape): RowLayout | null {
  const axes = mergeAxes(
    inputs.map((shape) => broadcastStrides(shape, output)),
    output,
  );
  if (axes.length > 3) return null;
  const [outer, middle, inner] = [...Array.from({ length: 3 - axes.length }, () => null), ...axes];
  const stride = (axis: MergedAxis | null | undefined, index: number): number => axis?.strides[index] ?? 0;
  return {
    outer: outer?.length ?? 1,
    middle: middle?.length ?? 1,
    length: inner?.length ?? 1,
    inputs: inputs.map((_, index) => ({
      outer: stride(outer, index),
      middle: stride(middle, index),
      inner: stride(inner, index),
    })),
  };
}

interface MergedAxis {
  readonly length: number;
  readonly strides: readonly number[];
}

/** Merges adjacent axes along which every input goes on as if they were one. */
function mergeAxes(strides: readonly (readonly number[])[], output: Shape): MergedAxis[] {
  const merged: MergedAxis[] = [];
  output.forEach((length, axis) => {
    if (length === 1) return;
    const own = strides.map((of) => of[axis]!);
    const last = merged[merged.length - 1];
    const goesOn = last?.strides.every((stride, index) => stride === own[index]! * length) === true;
    if (goesOn) merged[merged.length - 1] = { length: last!.length * length, strides: own };
    else merged.push({ length, strides: own });
  });
  return merged;
}

/** `y = f(inputs)`, row by row, for each of the formulas; the operands are the inputs and the results. */
export function rowsKernel(
  layout: RowLayout,
  name: string,
  operands: readonly Operand[],
  ...formulas: readonly Formula[]
): Kernel {
  const { outer, middle, length, inputs } = layout;
  const flat = isFlat(layout);
  const strides = inputs.map((of) => `${of.outer},${of.middle},${of.inner}`).join(" ");
  return {
    key: `rows ${name} ${outer}x${middle}x${length} ${strides}`,
    operands,
    units: flat ? Math.ceil(length / FLAT_UNIT) : outer * middle,
    write: (body) => (flat ? writeFlat(layout, body, formulas) : writeRows(layout, body, formulas)),
  };
}

/** Whether everything is one long row. */
export function isFlat({ outer, middle }: RowLayout): boolean {
  return outer * middle === 1;
}

type Formulas = readonly Formula[];

/** One long row, in its own units. */
function writeFlat({ length, inputs }: RowLayout, { builder, addresses, from, to }: KernelBody, f: Formulas): void {
  const [unit, start] = counters(builder, 2);
  const pointers = addresses.map(() => builder.local("i32"));
  const part = (elements: number): Statement =>
    sequence(
      start.set(i32.multiply(unit, 4 * FLAT_UNIT)),
      ...pointers.map((pointer, index) => {
        const base = addresses[index]!;
        return pointer.set(moves(inputs[index]) ? i32.add(base, start) : base);
      }),
      alongRow({ length: elements, inputs }, pointers, { builder, f }),
    );
  builder.emit(forParts(unit, { from, to, length, part: FLAT_UNIT }, part));
}

/** Results move from element to element, and so do the inputs that are not one element for the whole row. */
function moves(input: RowLayout["inputs"][number] | undefined): boolean {
  return input === undefined || input.inner === 1;
}

function writeRows(layout: RowLayout, { builder, addresses, from, to }: KernelBody, f: Formulas): void {
  const { middle, length, inputs } = layout;
  const results = addresses.slice(inputs.length);
  const [unit, outerIndex, middleIndex] = counters(builder, 3);
  const pointers = addresses.map(() => builder.local("i32"));
  builder.emit(
    forLoop(
      unit,
      { from, to, step: 1 },
      outerIndex.set(i32.divideUnsigned(unit, middle)),
      middleIndex.set(i32.remainderUnsigned(unit, middle)),
      ...inputs.map((of, index) =>
        pointers[index]!.set(
          addressAt(addressAt(addresses[index]!, outerIndex, 4 * of.outer), middleIndex, 4 * of.middle),
        ),
      ),
      ...results.map((y, index) => pointers[inputs.length + index]!.set(addressAt(y, unit, 4 * length))),
      alongRow({ length, inputs }, pointers, { builder, f }),
    ),
  );
}

function alongRow(
  { length, inputs }: Pick<RowLayout, "length" | "inputs">,
  pointers: readonly Local<"i32">[],
  { builder, f }: { readonly builder: KernelBody["builder"]; readonly f: Formulas },
): Statement {
  const values = pointers.map(() => builder.local("v128"));
  const results = values.slice(inputs.length);
  const step = (lanes: number): Statement =>
    sequence(
      ...inputs.map(({ inner }, index) =>
        values[index]!.set(inner === 0 ? v128.loadSplat(pointers[index]!) : loadLanes(pointers[index]!, lanes)),
      ),
      ...results.map((result, index) => result.set(f[index]!(values.slice(0, inputs.length + index)))),
      ...results.map((result, index) => storeLanes(pointers[inputs.length + index]!, result, lanes)),
    );
  const moving = pointers.filter((_, index) => moves(inputs[index]));
  const forward = moving.map((pointer) => advance(pointer, 4 * LANES));
  const range = allParts(length);
  return forParts(builder.local("i32"), range, (lanes) => sequence(step(lanes), ...forward));
}

/** The layout of an elementwise kernel that reads tensors of one shape and, row by row, vectors as long as the last axis. */
export function withVectors(shape: Shape, tensors: number, vectors: number): RowLayout {
  const length = shape[shape.length - 1]!;
  const whole = { outer: 0, middle: length, inner: 1 };
  const repeated = { outer: 0, middle: 0, inner: 1 };
  return {
    outer: 1,
    middle: sizeOf(shape) / length,
    length,
    inputs: [...Array.from({ length: tensors }, () => whole), ...Array.from({ length: vectors }, () => repeated)],
  };
}
