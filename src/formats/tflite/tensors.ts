// The tensors of a TensorFlow Lite graph: names, types, shapes, and the bytes of constant ones.

import { formatShape, type Shape, sizeOf } from "../../tensor/shape.js";
import type { ElementType } from "../opGraphTypes.js";
import { elementType, type TensorKind } from "./constant.js";
import type { FlatFile, Table } from "./flatTable.js";
import type { model as modelFields } from "./schema.js";

export type Model = Table<typeof modelFields>;
export type Subgraph = NonNullable<NonNullable<Model["subgraphs"]>[number]>;
type StoredTensor = NonNullable<NonNullable<Subgraph["tensors"]>[number]>;

export interface GraphTensor {
  /** The file's name, with the place behind it where several have the same. */
  readonly name: string;
  readonly type: ElementType;
  readonly kind: TensorKind;
  /** The shape with null for lengths that are open; null if all are known. */
  readonly openShape: readonly (number | null)[] | null;
  /** What it holds from the beginning; null for what ops make. */
  readonly data: Uint8Array | null;
  /** Where it stands in the file, for errors. */
  readonly where: string;
}

/** More axes than any op takes. */
const MOST_AXES = 8;

/** @throws LinnetError naming the tensor */
export function readTensors(flat: FlatFile, model: Model, subgraph: Subgraph): GraphTensor[] {
  const stored = subgraph.tensors ?? [];
  const counts = new Map<string, number>();
  for (const tensor of stored) counts.set(tensor?.name ?? "", (counts.get(tensor?.name ?? "") ?? 0) + 1);
  return stored.map((tensor, index) => {
    const where = `subgraphs[0].tensors[${index}]`;
    if (tensor === null) throw flat.fail(where, "expected a tensor, got nothing");
    const isOwn = tensor.name !== "" && counts.get(tensor.name) === 1;
    return readTensor(flat, model, tensor, { where, name: isOwn ? tensor.name : `${tensor.name}#${index}` });
  });
}

function readTensor(
  flat: FlatFile,
  model: Model,
  tensor: StoredTensor,
  { where, name }: { readonly where: string; readonly name: string },
): GraphTensor {
  const named = `${where} "${name}"`;
  const fail = (reason: string): Error => flat.fail(named, reason);
  if (tensor.sparsity !== null) throw fail("its values are stored sparsely, which linnet cannot read");
  const { detailsType, scale, zeroPoint, quantizedDimension } = tensor.quantization ?? { detailsType: "NONE" };
  if (detailsType !== "NONE") throw fail(`its integers stand for numbers by ${detailsType}, which linnet cannot read`);
  const shape = tensor.shape ?? [];
  checkShape(shape, fail);
  const kind: TensorKind = {
    type: tensor.type,
    shape,
    scale: scale ?? [],
    zeroPoint: zeroPoint ?? [],
    quantizedDimension: quantizedDimension ?? 0,
  };
  const wrong = kind.scale.find((one) => !(one >= 0 && one < Number.POSITIVE_INFINITY));
  if (wrong !== undefined) throw fail(`expected scales of 0 or more, got ${wrong}`);
  const type = elementType(kind);
  if (type === null) throw fail(`its values are of type ${tensor.type}, which linnet cannot read`);
  const data = tensor.isVariable ? null : dataOf(flat, model, tensor.buffer, named);
  // A constant without elements has no bytes either.
  const isEmpty = sizeOf(shape) === 0 && shape.length > 0;
  return {
    name,
    type,
    kind,
    openShape: openShapeOf(tensor),
    data: data ?? (isEmpty ? new Uint8Array(0) : null),
    where,
  };
}

function checkShape(shape: Shape, fail: (reason: string) => Error): void {
  const isShape = shape.length <= MOST_AXES && shape.every((length) => length >= 0);
  if (isShape && Number.isSafeInteger(sizeOf(shape))) return;
  throw fail(`expected a shape of up to ${MOST_AXES} axes, got ${formatShape(shape.slice(0, MOST_AXES + 1))}`);
}

function openShapeOf({ shape, shapeSignature }: StoredTensor): readonly (number | null)[] | null {
  if (shapeSignature === null || shapeSignature.length !== (shape ?? []).length) return null;
  return shapeSignature.some((length) => length < 0)
    ? shapeSignature.map((length) => (length < 0 ? null : length))
    : null;
}

/** The bytes of a buffer; null if it is empty. Files above 2 GB have the bytes behind the tables. */
export function dataOf(flat: FlatFile, model: Model, index: number, where: string): Uint8Array | null {
  const buffer = model.buffers?.[index];
  if (buffer === undefined || buffer === null)
    throw flat.fail(where, `expected one of ${model.buffers?.length ?? 0} buffers, got ${index}`);
  if (buffer.offset > 1) {
    flat.expectBytes(buffer.offset, buffer.size, `buffers[${index}]`);
    return flat.bytes.subarray(buffer.offset, buffer.offset + buffer.size);
  }
  return buffer.data.length === 0 ? null : buffer.data;
}
