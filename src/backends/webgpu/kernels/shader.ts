// What the shaders have in common, as text: their bindings, their entry, and threads that make one element each.

import type { Shape } from "../../../tensor/shape.js";
import type { Binding, Dispatch, Lane } from "./kernel.js";

export const lanesIn = (lane: Lane): number => (lane === "f32" ? 1 : 4);

/** Four at once if rows of this length have no rest. */
export function laneFor(length: number): Lane {
  return length % 4 === 0 ? "vec4f" : "f32";
}

/** The lengths of a shape as counted in lanes, of which the last axis is made. */
export function inLanes(shape: Shape, lane: Lane): Shape {
  return shape.map((length, axis) => (axis === shape.length - 1 ? length / lanesIn(lane) : length));
}

interface Shader {
  readonly reads: readonly Binding[];
  /** Named `y` in the text. */
  readonly output: Omit<Binding, "name" | "input">;
  /** Functions and workgroup memory, before the entry. */
  readonly declarations?: string;
  readonly threads: number;
  readonly workgroups: number;
  /** Statements that know `block`, the workgroup's number, and `lane`, the thread's number in it. */
  readonly body: string;
}

/** WebGPU's own limit for workgroups along an axis; more go into further rows of them. */
export const MOST_WORKGROUPS = 65_535;

export function dispatchOf({ reads, output, declarations = "", threads, workgroups, body }: Shader): Dispatch {
  const variable = (name: string, access: string, index: number, { lane, size }: Pick<Binding, "lane" | "size">) =>
    `@group(0) @binding(${index}) var<storage, ${access}> ${name}: array<${lane}, ${size / lanesIn(lane)}>;`;
  const isSpread = workgroups > MOST_WORKGROUPS;
  const code = `${reads.map((read, index) => variable(read.name, "read", index, read)).join("\n")}
${variable("y", "read_write", reads.length, output)}
${declarations}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let block = group.x${isSpread ? ` + group.y * ${MOST_WORKGROUPS}u` : ""};
  ${isSpread ? `if (block >= ${workgroups}u) { return; }` : ""}
  ${body}
}
`;
  return { code, workgroups, reads };
}

const THREADS = 64;

interface ElementShader {
  readonly reads: readonly Binding[];
  readonly output: Omit<Binding, "name" | "input">;
  readonly declarations?: string;
  readonly statements?: string;
  /** Statements that store what a thread has made. */
  readonly stores: string;
  /** Default: one for each element of the output. */
  readonly threads?: number;
}

/** Threads that are numbered by `i`: each makes an element of the output, four side by side, or what `stores` says. */
export function elementDispatch({ statements = "", stores, threads, ...shader }: ElementShader): Dispatch {
  const { lane, size } = shader.output;
  const count = threads ?? size / lanesIn(lane);
  const body = `let i = block * ${THREADS}u + lane;
  if (i >= ${count}u) { return; }
  ${statements}
  ${stores}`;
  return dispatchOf({ ...shader, threads: THREADS, workgroups: Math.ceil(count / THREADS), body });
}

/** The largest float32 stands for infinity, which WGSL's texts lack. */
const LARGEST = 3.4028234663852886e38;

/** A number as an f32. */
export function numberText(value: number): string {
  const finite = Math.min(Math.max(Math.fround(value), -LARGEST), LARGEST);
  return finite < 0 ? `(${finite}f)` : `${finite}f`;
}

/** A number as a lane. */
export function numberOf(lane: Lane, value: number): string {
  return lane === "f32" ? numberText(value) : `vec4f(${numberText(value)})`;
}

export function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
