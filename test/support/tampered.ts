// Model files that were changed on purpose: their header is written anew, and their digest taken out.

interface Entry {
  dtype: string;
}

/** What a header says, as far as tests change it. */
export interface Header {
  readonly [tensor: string]: Entry;
}

/** What the description of a layer that runs a graph says, as far as tests change it. */
export interface GraphText {
  readonly constants: { readonly [name: string]: { type: string; values: unknown[] | null } };
  readonly quantization: {
    [name: string]: { type: unknown; scale: unknown; zeroPoint: unknown; axis: unknown };
  };
}

/** The file with what `change` makes of the graph in its description, and of what its header says of tensors. */
export function tampered(bytes: Uint8Array, change: (graph: GraphText, header: Header) => void): Uint8Array {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const { __metadata__: metadata, ...tensors } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const { digest: _, architecture, ...others } = metadata;
  const network = JSON.parse(architecture);
  const graph = network.layers.find(({ className }: { className?: string }) => className === "linnet>ImportedGraph");
  change(graph.config.graph, tensors);
  const changed = { __metadata__: { ...others, architecture: JSON.stringify(network) }, ...tensors };
  const header = new TextEncoder().encode(JSON.stringify(changed));
  const file = new Uint8Array(8 + header.length + bytes.length - 8 - length);
  new DataView(file.buffer).setUint32(0, header.length, true);
  file.set(header, 8);
  file.set(bytes.subarray(8 + length), 8 + header.length);
  return file;
}
