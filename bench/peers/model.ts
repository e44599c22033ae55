// The networks that are compared, in the files of every library: MobileNetV2 with ImageNet's weights where they lie beside
// the project, else with random ones; the others with random ones, which take as long.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { efficientNetLite0, mobileNetV2, mobileNetV3Large, type Network } from "linnet";
import { type NetworkName, pictures } from "./network.ts";
import { writeOnnxFile } from "./onnxFile.ts";
import { resNet18 } from "./resNet.ts";
import { writeTfliteFile } from "./tflite.ts";
import { readWeights } from "./weights.ts";

const imagenet = fileURLToPath(
  new URL("../../../shared/weights/mobilenetv2-1.0-224-imagenet.safetensors", import.meta.url),
);

export interface ModelFiles {
  readonly network: NetworkName;
  /** linnet's model file, with batch norm folded. */
  readonly safetensors: string;
  readonly onnx: string;
  /** The folder of a TensorFlow.js model of layers; null if the network is written out in its ops. */
  readonly tfjs: string | null;
  /** Where the weights come from. */
  readonly origin: string;
  /** LiteRT's file for so many pictures. */
  tflite(batch: number): string;
  /** A file with the pictures `[batch, 224, 224, 3]` that every peer gets, as float32. */
  pixels(batch: number): string;
}

const results = fileURLToPath(new URL("../results/model", import.meta.url));

const create = { folded: true, classifierActivation: null, seed: 1 } as const;

export function prepareModel(): ModelFiles {
  const network = mobileNetV2(create);
  const hasWeights = existsSync(imagenet);
  if (hasWeights) network.loadWeights(readWeights(imagenet), { file: imagenet });
  const files = filesOf("MobileNetV2", network);
  writeOnnxFile(files.onnx, readWeights(files.safetensors));
  return { ...files, tfjs: null, origin: hasWeights ? "ImageNet weights" : "random weights" };
}

const others = {
  "MobileNetV3 large": mobileNetV3Large,
  "EfficientNet-Lite0": efficientNetLite0,
  "ResNet-18": resNet18,
};

export const otherNetworks = Object.keys(others) as readonly (keyof typeof others)[];

/** Another network, in linnet's own exports. */
export async function prepareOther(name: keyof typeof others): Promise<ModelFiles> {
  const network = others[name](create);
  const files = filesOf(name, network);
  const tfjs = join(results, `${name}-tfjs`);
  await network.export(files.onnx);
  await network.export(`${tfjs}/`);
  return { ...files, tfjs, origin: "random weights" };
}

function filesOf(name: NetworkName, network: Network): Omit<ModelFiles, "tfjs" | "origin"> {
  mkdirSync(results, { recursive: true });
  const [safetensors, onnx] = ["safetensors", "onnx"].map((ending) => join(results, `${name}.${ending}`));
  writeFileSync(safetensors!, network.encode());
  const tflite = (batch: number): string => {
    const file = join(results, `${name}-${batch}.tflite`);
    writeTfliteFile(file, network, batch);
    return file;
  };
  return { network: name, safetensors: safetensors!, onnx: onnx!, tflite, pixels: pixelsFile };
}

function pixelsFile(batch: number): string {
  const file = join(results, `pixels-${batch}.f32`);
  writeFileSync(file, new Uint8Array(pictures(batch).buffer));
  return file;
}
