// Sums over the cells of a window, as text: each cell is a block of its own that knows which input it reads.

import { rank4, type Shape } from "../../../tensor/shape.js";
import type { Pair, Window2d } from "../../../tensor/window.js";
import { range } from "./kernel.js";

/** Variables that hold a cell's place in the array that is read. */
interface CellPlace {
  /** The cell's number, counted row by row. */
  readonly cell: number;
  /** Index along z. */
  readonly row: string;
  /** Index along y. */
  readonly column: string;
}

interface WindowShapes {
  /** `[batch, height, width, channels]` of the array that is read. */
  readonly read: Shape;
  /** The same of the array that is written. */
  readonly written: Shape;
  readonly size: Pair;
}

/** Statements for each output of a convolution or pool: `body` for every cell inside the picture. */
export function forwardCells(shapes: WindowShapes, window: Window2d, body: (place: CellPlace) => string): string {
  return cells(shapes, body, (axis, cell) => ({
    value: `${axis === 0 ? "outY" : "this.thread.y"} * ${window.strides[axis]} + ${cell * window.dilation[axis]! - window.padding[2 * axis]!}`,
    condition: null,
  }));
}

/** Statements for each input of a convolution: `body` for every cell through which an output reads it. */
export function backwardCells(shapes: WindowShapes, window: Window2d, body: (place: CellPlace) => string): string {
  return cells(shapes, body, (axis, cell) => {
    const stride = window.strides[axis]!;
    const shifted = `(${axis === 0 ? "outY" : "this.thread.y"} + ${window.padding[2 * axis]! - cell * window.dilation[axis]!})`;
    return {
      value: `Math.floor(${shifted} / ${stride})`,
      condition: stride === 1 ? null : `${shifted} % ${stride} === 0`,
    };
  });
}

type PlaceRule = (axis: 0 | 1, cell: number) => { readonly value: string; readonly condition: string | null };

function cells({ read, written, size }: WindowShapes, body: (place: CellPlace) => string, rule: PlaceRule): string {
  const [batch, height, width] = rank4(read);
  const picture = batch === 1 ? "0" : `Math.floor(this.thread.z / ${written[1]})`;
  const lines = range(size[0]).map((cellY) => {
    const inner = range(size[1]).map((cellX) => {
      const x = rule(1, cellX);
      const name = `ix${cellY}_${cellX}`;
      const place = { cell: cellY * size[1] + cellX, row: `row${cellY}`, column: name };
      return guarded(name, x, width, body(place));
    });
    const y = rule(0, cellY);
    return guarded(
      `iy${cellY}`,
      y,
      height,
      `const row${cellY} = picture * ${height} + iy${cellY};\n${inner.join("\n")}`,
    );
  });
  return `const picture = ${picture};
    const outY = this.thread.z - picture * ${written[1]};
    ${lines.join("\n")}`;
}

function guarded(name: string, { value, condition }: ReturnType<PlaceRule>, length: number, body: string): string {
  const inside = `${name} >= 0 && ${name} < ${length}`;
  return `const ${name} = ${value};
    if (${condition === null ? inside : `${condition} && ${inside}`}) {
      ${body}
    }`;
}
