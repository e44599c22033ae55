// ONNX files whose messages are whole and say something else: names of other values, huge lengths, nodes twice or not at all.
// Changed bytes hardly ever get past the lengths that nest in such a file.

import { type ModelProto, ModelProtoSchema } from "../../../src/formats/onnx/onnx_pb.js";
import { fromBinary, toBinary } from "../../../src/formats/onnx/protobuf.js";
import { seededRandom } from "../../../src/tensor/random.js";
import { FILE, readingBounds, type Suite } from "../suite.js";
import { onnx } from "./onnx.js";

/** A value somewhere in the messages. */
interface Slot {
  readonly owner: { [key: string]: unknown };
  readonly key: string;
}

const whole = [0n, 1n, -1n, 2n, 3n, 7n, 2n ** 16n, 2n ** 31n, 2n ** 40n, 2n ** 53n, 2n ** 62n, -(2n ** 63n)];
const broken = [0, -1, 1, 0.5, 1e-30, 1e30, Number.NaN, Number.POSITIVE_INFINITY];

function slotsIn(value: unknown, found: Slot[] = []): Slot[] {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return found;
  const owner = value as Slot["owner"];
  for (const key of Object.keys(owner)) {
    if (key.startsWith("$") || key === "case") continue;
    found.push({ owner, key });
    slotsIn(owner[key], found);
  }
  return found;
}

type Below = (limit: number) => number;

/** Another value of the same kind. */
function changed(value: unknown, below: Below, words: readonly string[]): unknown {
  if (typeof value === "bigint") return below(3) === 0 ? value + BigInt(below(5) - 2) : whole[below(whole.length)];
  // Fields of whole numbers take no others.
  if (typeof value === "number") return Number.isInteger(value) ? below(30) - 2 : broken[below(broken.length)];
  if (typeof value === "string") return words[below(words.length)];
  if (value instanceof Uint8Array) return value.slice(0, below(value.length + 1));
  if (!Array.isArray(value)) return value;
  const [from, to] = [below(value.length), below(value.length)];
  if (below(3) === 0) return value.filter((_, index) => index !== from);
  return below(2) === 0 ? value.toSpliced(to, 0, value[from]) : value.with(to, value[from]);
}

function mutate(model: ModelProto, place: number): Uint8Array {
  const random = seededRandom("attack", "onnx fields", place);
  const below: Below = (limit) => Math.floor(random() * limit);
  for (let edits = 1 + below(3); edits > 0; edits -= 1) {
    const slots = slotsIn(model);
    const words = slots.map(({ owner, key }) => owner[key]).filter((word) => typeof word === "string");
    const { owner, key } = slots[below(slots.length)]!;
    const value = owner[key];
    if (!Array.isArray(value) || value.length > 0) owner[key] = changed(value, below, words);
  }
  return toBinary(ModelProtoSchema, model);
}

export const onnxFields: Suite = {
  name: "onnx fields",
  count: (mutations) => mutations,
  bounds: readingBounds,
  async prepare() {
    for (const seed of await onnx.seeds()) await onnx.open(seed, FILE);
  },
  run: async (place) => {
    const seeds = await onnx.seeds();
    await onnx.open(mutate(fromBinary(ModelProtoSchema, seeds[place % seeds.length]!), place), FILE);
  },
  names: (message) => message.includes(FILE),
  describe: async (place) => `mutation ${place}`,
};
