// ONNX files: https://onnx.ai/onnx/repo-docs/IR.html.

import { LinnetError } from "../../tensor/errors.js";
import type { FileToOpen, OpenedFile } from "../opened.js";
import { type ModelProto, ModelProtoSchema } from "./onnx_pb.js";
import { fromBinary } from "./protobuf.js";
import { readGraph } from "./readGraph.js";
import { readUse } from "./readUse.js";

/** @throws LinnetError naming the file and the node or tensor that is wrong, or that linnet does not read */
export async function readOnnx({ bytes, file, siblings }: FileToOpen): Promise<OpenedFile> {
  const model = decode(bytes, file);
  const metadata = Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value]));
  try {
    const graph = await readGraph(model, siblings);
    return { format: "ONNX", tensors: new Map(), metadata, graph, use: readUse(metadata) };
  } catch (error) {
    throw new LinnetError(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}

function decode(bytes: Uint8Array, file: string): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
  } catch (error) {
    throw new LinnetError(`${file}: not a whole ONNX file (${error instanceof Error ? error.message : error})`);
  }
}
