// The attributes of a node.

import { LinnetError } from "../../tensor/errors.js";
import type { AttributeValue, Constant, Subgraph } from "../opGraphTypes.js";
import type { AttributeProto, GraphProto, TensorProto } from "./onnx_pb.js";

/** What reads the parts of attributes that are more than numbers and words. */
export interface PartReaders {
  tensor(proto: TensorProto): Promise<Constant>;
  graph(proto: GraphProto): Promise<Subgraph>;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

type Read = (attribute: AttributeProto, readers: PartReaders) => AttributeValue | Promise<AttributeValue>;

/** By AttributeProto.AttributeType. */
const kinds: { readonly [type: number]: Read } = {
  1: ({ f }) => f,
  2: ({ i }) => Number(i),
  3: ({ s }) => text(s),
  4: ({ t }, { tensor }) => tensor(expectPart(t, "a tensor")),
  5: ({ g }, { graph }) => graph(expectPart(g, "a graph")),
  6: ({ floats }) => floats,
  7: ({ ints }) => ints.map(Number),
  8: ({ strings }) => strings.map(text),
};

function expectPart<Part>(part: Part | undefined, what: string): Part {
  if (part === undefined) throw new LinnetError(`expected ${what}, there is none`);
  return part;
}

/** Old files do not say which field is used. */
function kindOf({ type, s, t, g, floats, ints, strings, i }: AttributeProto): number {
  if (type !== 0) return type;
  if (t !== undefined) return 4;
  if (g !== undefined) return 5;
  if (floats.length > 0) return 6;
  if (ints.length > 0) return 7;
  if (strings.length > 0) return 8;
  if (s.length > 0) return 3;
  return i === 0n ? 1 : 2;
}

/** @throws LinnetError naming the attribute if it is of a kind that no op of linnet has */
export async function readAttributes(
  protos: readonly AttributeProto[],
  readers: PartReaders,
): Promise<{ [name: string]: AttributeValue }> {
  const attributes: [string, AttributeValue][] = [];
  for (const proto of protos) {
    try {
      const read = kinds[kindOf(proto)];
      if (read === undefined)
        throw new LinnetError(`expected numbers, words, a tensor or a graph, got kind ${proto.type}`);
      attributes.push([proto.name, await read(proto, readers)]);
    } catch (error) {
      throw new LinnetError(`attribute "${proto.name}": ${error instanceof Error ? error.message : error}`);
    }
  }
  return Object.fromEntries(attributes);
}
