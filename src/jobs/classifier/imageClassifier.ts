// ImageClassifier: a model that says what pictures show, from its training to its use.

import type { PictureInput } from "../../data/pictureSource.js";
import type { ModelSource } from "../../model/modelSource.js";
import type { Network } from "../../model/network.js";
import { encodeNetwork } from "../../model/networkFile.js";
import { writeOutput } from "../../model/writeOutput.js";
import type { UseNote } from "../assumedUse.js";
import type { PhotographSource } from "../dataset/dataset.js";
import type { EvaluatedModel } from "../evaluate/evaluateJob.js";
import type { JobControl } from "../events.js";
import type { QuantizeClassifierOptions } from "../quantize/quantizeClassifier.js";
import type { ReadingOptions } from "../reading.js";
import type { TrainOptions } from "../train/options.js";
import type { Trained } from "../train/trainJob.js";
import { type ClassifierParts, type ClassProbability, checkParts } from "./classifierParts.js";
import type { LoadOptions } from "./openClassifier.js";

/**
 * Says what pictures show. How they are sized and preprocessed stands in the model's file.
 *
 *     const classifier = await ImageClassifier.train("photographs");
 *     const [best] = await classifier.classify("photograph.jpg");
 *     await classifier.save("model.safetensors");
 */
export class ImageClassifier {
  /** The names of the classes, in the order of the network's outputs. */
  readonly labels: readonly string[];
  readonly network: Network;
  /** What the model's file says beside the weights. */
  readonly record: ClassifierParts["record"];
  /** What the training has come to; null for a model from a file. */
  readonly training: Trained | null;
  /** How pictures are read. Default: in one thread fewer than the machine has, from 1 to 4, or in none for a single picture. */
  readonly reading: ReadingOptions;
  /** What was taken for granted of a model's use, because neither its file nor an option says it. */
  readonly notes: readonly UseNote[];

  /** @param parts a network with a probability a class, and what its file says; `train` and `load` have them */
  constructor(parts: ClassifierParts, training: Trained | null = null) {
    checkParts("ImageClassifier", parts);
    const { network, record, reading = {}, notes = [] } = parts;
    this.labels = record.classes;
    this.network = network;
    this.record = record;
    this.training = training;
    this.reading = reading;
    this.notes = notes;
  }

  /**
   * Trains a head on a frozen base, as the mask detector tutorial does with Keras: a folder that holds a folder of
   * photographs for each class, or the photographs of each class by its name.
   * @throws OptionError or LinnetError before any work if something is wrong with the options, the base or the photographs;
   * the signal's reason if it came before the first step
   */
  static async train(source: PhotographSource, options: TrainOptions & JobControl = {}): Promise<ImageClassifier> {
    const { trainClassifier } = await import("./trainClassifier.js");
    const { parts, trained } = await trainClassifier(source, options);
    return new ImageClassifier(parts, trained);
  }

  /**
   * Opens a model file of any format that linnet reads: see docs/formats.md.
   * @param options what computes, how pictures are read, and what a file of another program may not say
   * Classes without names are "class 0", "class 1" and so on, which `notes` tells.
   * @throws LinnetError naming the file, if it cannot be read or holds no network; OptionError if nothing says how a picture
   * becomes its input
   */
  static async load(source: ModelSource, options: LoadOptions = {}): Promise<ImageClassifier> {
    const { openClassifier } = await import("./openClassifier.js");
    return new ImageClassifier(await openClassifier(source, options));
  }

  /**
   * The classes of a picture, the most probable first; of several pictures, those of each.
   * @throws DecodeError naming the first picture that cannot be read
   */
  async classify(picture: PictureInput): Promise<readonly ClassProbability[]>;
  async classify(pictures: readonly PictureInput[]): Promise<readonly (readonly ClassProbability[])[]>;
  async classify(
    given: PictureInput | readonly PictureInput[],
  ): Promise<readonly ClassProbability[] | readonly (readonly ClassProbability[])[]> {
    const isList = Array.isArray(given);
    const pictures: readonly PictureInput[] = isList ? given : [given as PictureInput];
    // A page that gives a network numbers does without what reads pictures.
    const { classifyPictures } = await import("./classifyPictures.js");
    const { answers, errors } = await classifyPictures(this, pictures);
    for (const error of errors.values()) throw error;
    const classes = answers.map((answer) => answer.classes);
    return isList ? classes : classes[0]!;
  }

  /**
   * Compares with the labels of photographs; those that the model was trained on, and copies of them, are told apart.
   * @throws LinnetError if the model does not know a class, or no photograph can be read
   */
  async evaluate(source: PhotographSource, control: JobControl = {}): Promise<EvaluatedModel> {
    const { evaluateJob } = await import("../evaluate/evaluateJob.js");
    return evaluateJob(this, source, {}, control);
  }

  /**
   * A classifier whose network works on whole numbers from -128 to 127: three to four times smaller, and faster.
   * @param source photographs of what it will see: their classes do not matter, and a folder may hold them without folders
   * @throws LinnetError if there are no photographs, or the network cannot be quantized; the signal's reason, once it is given
   */
  async quantize(
    source: PhotographSource,
    options: QuantizeClassifierOptions & JobControl = {},
  ): Promise<ImageClassifier> {
    const { quantizeClassifier } = await import("../quantize/quantizeClassifier.js");
    return new ImageClassifier(await quantizeClassifier(this, source, options));
  }

  /** Its file, as bytes. */
  encode(): Uint8Array {
    return encodeNetwork(this.network, this.record);
  }

  /**
   * Writes its file, whole or not at all. In a page a path is `indexeddb://NAME`, where `load` finds it again, or
   * `downloads://NAME`, which the browser offers as a download.
   * @throws LinnetError naming the file, if it cannot be written
   */
  async save(path: string): Promise<void> {
    await writeOutput("the model", path, this.encode());
  }

  /** Gives back the memory and threads of predictions; a later one takes them anew. */
  close(): Promise<void> {
    return this.network.close();
  }
}
