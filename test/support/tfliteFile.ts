// Small TensorFlow Lite files for tests, written with the flatbuffers library by the numbers of the schema.

import { Builder } from "flatbuffers";

/** A field of a table: its number in the schema, and what it holds. */
export type SampleField =
  | readonly [id: number, kind: "int8" | "int32" | "float32", value: number]
  | readonly [id: number, kind: "int32s" | "float32s" | "int64s" | "offsets", value: readonly number[]]
  | readonly [id: number, kind: "text", value: string]
  | readonly [id: number, kind: "bytes", value: Uint8Array]
  | readonly [id: number, kind: "offset", value: number];

export interface SampleTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** By the schema's numbers. Default: 0, float32. */
  readonly type?: number;
  readonly data?: Uint8Array;
  readonly scale?: readonly number[];
  readonly zeroPoint?: readonly number[];
  readonly axis?: number;
  readonly signature?: readonly number[];
  readonly isSparse?: boolean;
}

interface SampleOperator {
  readonly code: number;
  readonly custom?: string;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** The number of the options' table, and its fields. */
  readonly options?: readonly [type: number, fields: readonly SampleField[]];
}

export interface Sample {
  readonly tensors: readonly SampleTensor[];
  readonly operators: readonly SampleOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly metadata?: Uint8Array;
}

/** The bytes of a float32 tensor. */
export function floats(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

export function tfliteFile({ tensors, operators, inputs, outputs, metadata }: Sample): Uint8Array {
  const builder = new Builder(1024);
  const table = (...fields: readonly SampleField[]): number => writeTable(builder, fields);
  const buffers = [table()];
  const bufferOf = (data: Uint8Array | undefined): number =>
    data === undefined ? 0 : buffers.push(table([0, "bytes", data])) - 1;
  const tensorTables = tensors.map((one) => {
    const quantization = table(
      [2, "float32s", one.scale ?? []],
      [3, "int64s", one.zeroPoint ?? []],
      [6, "int32", one.axis ?? 0],
    );
    return table(
      [0, "int32s", one.shape],
      [1, "int8", one.type ?? 0],
      [2, "int32", bufferOf(one.data)],
      [3, "text", one.name],
      ...(one.scale === undefined ? [] : [[4, "offset", quantization] as const]),
      ...(one.isSparse ? [[6, "offset", table()] as const] : []),
      ...(one.signature === undefined ? [] : [[7, "int32s", one.signature] as const]),
    );
  });
  const codes = operators.map(({ code, custom }) =>
    table([0, "int8", Math.min(code, 127)], [1, "text", custom ?? ""], [3, "int32", code]),
  );
  const operatorTables = operators.map(({ inputs: read, outputs: made, options }, index) =>
    table(
      [0, "int32", index],
      [1, "int32s", read],
      [2, "int32s", made],
      ...(options === undefined
        ? []
        : ([
            [3, "int8", options[0]],
            [4, "offset", table(...options[1])],
          ] as const)),
    ),
  );
  const subgraph = table(
    [0, "offsets", tensorTables],
    [1, "int32s", inputs],
    [2, "int32s", outputs],
    [3, "offsets", operatorTables],
  );
  const entries =
    metadata === undefined ? [] : [table([0, "text", "TFLITE_METADATA"], [1, "int32", bufferOf(metadata)])];
  const model = table(
    [0, "int32", 3],
    [1, "offsets", codes],
    [2, "offsets", [subgraph]],
    [4, "offsets", buffers],
    [6, "offsets", entries],
  );
  builder.finish(model, "TFL3");
  return builder.asUint8Array();
}

export function writeTable(builder: Builder, fields: readonly SampleField[]): number {
  const values = fields.map((field) => [...field.slice(0, 2), place(builder, field)] as [number, string, number]);
  builder.startObject(Math.max(0, ...fields.map(([id]) => id + 1)));
  for (const [id, kind, value] of values) {
    if (kind === "int8") builder.addFieldInt8(id, value, 0);
    else if (kind === "int32") builder.addFieldInt32(id, value, 0);
    else if (kind === "float32") builder.addFieldFloat32(id, value, 0);
    else builder.addFieldOffset(id, value, 0);
  }
  return builder.endObject();
}

/** Where a vector or a text is written; the value itself for what stands in the table. */
function place(builder: Builder, [, kind, value]: SampleField): number {
  if (kind === "text") return builder.createString(value);
  if (kind === "bytes") return builder.createByteVector(value);
  if (typeof value === "number") return value;
  const bytes = kind === "int64s" ? 8 : 4;
  builder.startVector(bytes, value.length, bytes);
  for (const one of [...value].reverse()) {
    if (kind === "int64s") builder.addInt64(BigInt(one));
    else if (kind === "float32s") builder.addFloat32(one);
    else if (kind === "offsets") builder.addOffset(one);
    else builder.addInt32(one);
  }
  return builder.endVector();
}
