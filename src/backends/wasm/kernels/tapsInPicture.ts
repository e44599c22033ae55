// Which cells of a window meet which cells of a picture along one axis, forwards and backwards.

import { sameShape } from "../../../tensor/shape.js";
import type { Window2d } from "../../../tensor/window.js";

/** A cell of the kernel, and the position that it reads. */
interface Tap {
  readonly cell: number;
  readonly source: number;
}

export interface TapAxis {
  /** Positions that are written, and that are read. */
  readonly outputs: number;
  readonly sources: number;
  /** The pattern repeats after this many outputs, `advance` sources on. */
  readonly period: number;
  readonly advance: number;
  taps(output: number): readonly Tap[];
}

interface AxisLengths {
  readonly input: number;
  readonly output: number;
  readonly cells: number;
}

/** What an output of a convolution reads; 0 is the vertical axis. */
export function forwardTaps(window: Window2d, axis: 0 | 1, { input, output, cells }: AxisLengths): TapAxis {
  const [stride, dilation, before] = [window.strides[axis], window.dilation[axis], window.padding[2 * axis]!];
  return {
    outputs: output,
    sources: input,
    period: 1,
    advance: stride,
    taps: remembered((position) => tapsWithin(input, cells, (cell) => position * stride + cell * dilation - before)),
  };
}

/** Which outputs read an input, through which cell: what the gradient by that input sums up. */
export function backwardTaps(window: Window2d, axis: 0 | 1, { input, output, cells }: AxisLengths): TapAxis {
  const [stride, dilation, before] = [window.strides[axis], window.dilation[axis], window.padding[2 * axis]!];
  return {
    outputs: input,
    sources: output,
    period: stride,
    advance: 1,
    taps: remembered((position) => tapsWithin(output, cells, (cell) => (position + before - cell * dilation) / stride)),
  };
}

/** Several questions about an axis ask for the taps of every position. */
function remembered(find: (position: number) => readonly Tap[]): TapAxis["taps"] {
  const known: (readonly Tap[])[] = [];
  return (position) => {
    known[position] ??= find(position);
    return known[position];
  };
}

function tapsWithin(sources: number, cells: number, sourceOf: (cell: number) => number): Tap[] {
  const taps: Tap[] = [];
  for (let cell = 0; cell < cells; cell += 1) {
    const source = sourceOf(cell);
    if (Number.isInteger(source) && source >= 0 && source < sources) taps.push({ cell, source });
  }
  return taps;
}

/** Outputs `first`, `first + period`, … (`count` of them) that meet the same cells of the kernel. */
export interface TapRun {
  readonly first: number;
  readonly count: number;
  readonly cells: readonly number[];
  /** What the first output reads through the first of the cells. */
  readonly source: number;
}

/** All outputs, in runs of equal ones. */
export function tapRuns(axis: TapAxis): TapRun[] {
  const runs: TapRun[] = [];
  for (let phase = 0; phase < Math.min(axis.period, axis.outputs); phase += 1) {
    const alike: { first: number; count: number; cells: readonly number[]; source: number }[] = [];
    for (let output = phase; output < axis.outputs; output += axis.period) {
      const taps = axis.taps(output);
      const cells = taps.map(({ cell }) => cell);
      const last = alike[alike.length - 1];
      if (last !== undefined && sameShape(cells, last.cells)) last.count += 1;
      else alike.push({ first: output, count: 1, cells, source: taps[0]?.source ?? 0 });
    }
    runs.push(...alike);
  }
  return runs;
}

/** An output that reads a source: as the first that it reads, as the last, or as one between. */
interface Use {
  readonly output: number;
  readonly cell: number;
  readonly first: boolean;
  readonly last: boolean;
}

/** One source position, with the outputs that read it. */
export interface Visit {
  readonly source: number;
  readonly uses: readonly Use[];
}

/** A walk along the sources: some visits one by one, then rounds that repeat, then the rest one by one. */
export interface Walk {
  readonly before: readonly Visit[];
  /** The first of `rounds` rounds; each later one is `period` outputs and `advance` sources on. */
  readonly round: readonly Visit[];
  readonly rounds: number;
  readonly after: readonly Visit[];
}

/** Finds the longest repeating part of the walk over all sources. */
export function walk(axis: TapAxis): Walk {
  const visits = visitsOf(axis);
  const spans = spansOf(axis);
  const { period, advance } = axis;
  const isAlike = (visit: Visit, later: Visit | undefined, rounds: number): boolean =>
    later?.uses.length === visit.uses.length &&
    visit.uses.every(({ output, cell, first, last }, index) => {
      const use = later.uses[index]!;
      return use.output - rounds * period === output && use.cell === cell && use.first === first && use.last === last;
    });
  let best = { start: 0, rounds: 0 };
  // A later start leaves fewer rounds.
  for (let start = 0; start + (best.rounds + 1) * advance <= visits.length; start += 1) {
    const round = visits.slice(start, start + advance);
    if (round.every(({ uses }) => uses.length === 0)) continue;
    let rounds = 1;
    while (round.every((visit, index) => isAlike(visit, visits[start + rounds * advance + index], rounds))) rounds += 1;
    if (rounds > best.rounds && sameUnderWay(axis, spans, start)) best = { start, rounds };
  }
  const end = best.start + best.rounds * advance;
  return {
    before: visits.slice(0, best.start),
    round: visits.slice(best.start, best.start + advance),
    rounds: best.rounds,
    after: visits.slice(end),
  };
}

/** The first and the last source that an output reads. */
type Span = readonly [first: number, last: number];

function spansOf(axis: TapAxis): Span[] {
  return Array.from({ length: axis.outputs }, (_, output) => {
    const sources = axis.taps(output).map(({ source }) => source);
    return [Math.min(...sources), Math.max(...sources)];
  });
}

/** Whether the unfinished outputs before a source are succeeded, one round later, by their own successors. */
function sameUnderWay({ advance, period }: TapAxis, spans: readonly Span[], source: number): boolean {
  const underWay = (at: number): number[] =>
    spans.flatMap(([first, last], output) => (first < at && last >= at ? [output] : []));
  const later = underWay(source + advance).map((output) => output - period);
  return sameShape(underWay(source), later);
}

function visitsOf(axis: TapAxis): Visit[] {
  const uses = Array.from({ length: axis.sources }, (): Use[] => []);
  for (let output = 0; output < axis.outputs; output += 1) {
    const taps = [...axis.taps(output)].sort((a, b) => a.source - b.source);
    taps.forEach(({ cell, source }, index) => {
      uses[source]!.push({ output, cell, first: index === 0, last: index === taps.length - 1 });
    });
  }
  return uses.map((list, source) => ({ source, uses: list }));
}
