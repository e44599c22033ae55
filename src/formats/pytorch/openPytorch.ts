// Files of torch.save since PyTorch 1.6: a zip with a pickle and a file for each storage (torch/serialization.py).

import { LinnetError } from "../../tensor/errors.js";
import type { FileToOpen, OpenedFile } from "../opened.js";

import type { ZipEntries } from "../zip/readZip.js";
import { readLegacyFile } from "./legacyFile.js";
import { tensorContext } from "./pickledFunctions.js";
import { namedTensors } from "./stateDict.js";
import { TensorReader } from "./tensors.js";
import { unpickle } from "./unpickle.js";
import type { PickledValue } from "./values.js";

const PICKLE = /^[^/]+\/data\.pkl$/;

export function isPytorchZip({ names }: ZipEntries): boolean {
  return names.some((name) => PICKLE.test(name));
}

/**
 * The tensors of a file, by name; those of a checkpoint's `state_dict` alone.
 * @throws LinnetError naming the file and the tensor, or what the file holds beside tensors
 */
export function openPytorchZip({ names, read }: ZipEntries, file: string): OpenedFile {
  const pickle = names.find((name) => PICKLE.test(name))!;
  const folder = pickle.slice(0, -"data.pkl".length);
  if (names.some((name) => name === `${folder}constants.pkl` || name.startsWith(`${folder}code/`)))
    throw new LinnetError(
      `${file}: it is a program of TorchScript, which linnet does not run. In Python, with PyTorch, write ` +
        "torch.save(torch.jit.load(FILE).state_dict(), NEW_FILE)",
    );
  const byteOrder = names.includes(`${folder}byteorder`)
    ? new TextDecoder().decode(read(`${folder}byteorder`))
    : "little";
  const { value } = unpickle(read(pickle), 0, file, tensorContext);
  const reader = new TensorReader((key) => read(`${folder}data/${key}`), byteOrder.trim() !== "big");
  return opened(value, reader, file);
}

/** A file as PyTorch wrote it before 1.6. @throws LinnetError as `openPytorchZip` */
export function openLegacyPytorch({ bytes, file }: Pick<FileToOpen, "bytes" | "file">): OpenedFile {
  const { value, readStorage, littleEndian } = readLegacyFile(bytes, file);
  return opened(value, new TensorReader(readStorage, littleEndian), file);
}

function opened(value: PickledValue, reader: TensorReader, file: string): OpenedFile {
  const named = [...namedTensors(value, file)];
  const tensors = named.map(([name, tensor]) => [name, reader.tensor(tensor, `${file}: tensor "${name}"`)] as const);
  return { format: "PyTorch", tensors: new Map(tensors), metadata: {} };
}
