// Weights into panels by WebAssembly, which copies at the memory's pace at once: a loop of JavaScript would wait for the optimizing
// compiler, behind all kernels.

import { i32, v128 } from "../assembler/expression.js";
import { advance, forLoop } from "../assembler/function.js";
import { ModuleBuilder } from "../assembler/module.js";
import type { CopyPanels } from "../kernel.js";
import { MOST_COLUMNS } from "../kernels/pack.js";
import { PANEL } from "../kernels/tile.js";
import { isShared } from "./isShared.js";

/** Bytes of rows that are copied at once, one at least: they stay in the cache. */
export const STAGE = 4 * MOST_COLUMNS;

type Copy = (source: number, target: number, rows: number, rowBytes: number, panelBytes: number) => void;

/** @param stage where in the memory rows may be put on their way, in bytes */
export function panelCopier(memory: WebAssembly.Memory, stage: number): CopyPanels {
  let copy: Copy | null = null;
  const staged = new Float32Array(memory.buffer, stage, STAGE / 4);
  return (packed, values, { depth, columns }) => {
    copy ??= bindCopy(memory);
    const rows = Math.floor(staged.length / columns);
    for (let first = 0; first < depth; first += rows) {
      const end = Math.min(first + rows, depth);
      staged.set(values.subarray(first * columns, end * columns));
      copy(stage, packed.byteOffset + 4 * PANEL * first, end - first, 4 * columns, 4 * PANEL * depth);
    }
  };
}

function bindCopy(memory: WebAssembly.Memory): Copy {
  const module = new ModuleBuilder();
  module.addFunction("copy", (builder) => {
    const [source, target, rows, rowBytes, panelBytes] = Array.from({ length: 5 }, () => builder.parameter("i32"));
    const [column, row, read, written] = Array.from({ length: 4 }, () => builder.local("i32"));
    builder.emit(
      forLoop(
        column!,
        { from: 0, to: rowBytes!, step: 4 * PANEL },
        read!.set(i32.add(source!, column!)),
        written!.set(target!),
        forLoop(
          row!,
          { from: 0, to: rows!, step: 1 },
          v128.store(written!, v128.load(read!)),
          v128.store(written!, v128.load(read!, 16), 16),
          advance(read!, rowBytes!),
          advance(written!, 4 * PANEL),
        ),
        advance(target!, panelBytes!),
      ),
    );
  });
  const compiled = new WebAssembly.Module(module.encode({ initial: 1, shared: isShared(memory) }));
  return new WebAssembly.Instance(compiled, { linnet: { memory } }).exports.copy as Copy;
}
