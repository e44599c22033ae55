// The machine that Python's pickles are written for, of which nothing is run: it builds plain data, and asks what the few
// functions that it knows would give.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { PickleReader } from "./pickleReader.js";
import { ForeignObject, GlobalName, type PickledDict, type PickledValue } from "./values.js";

export interface PickleContext {
  /** What a call of that function gives, such as the tensor that it would build; null if it is not known. */
  call(name: string, given: readonly PickledValue[], fail: Fail): PickledValue | null;
  /** What stands outside of the pickle: a storage. */
  persistent(id: PickledValue, fail: Fail): PickledValue;
}

export type Fail = (problem: string) => LinnetError;

/** How deep marks may stand in each other: more is no data of anybody's. */
const MOST_MARKS = 1000;

/** How many values may wait for what takes them: Python writes a list or a dictionary a thousand at a time. */
const MOST_WAITING = 200_000;

export class PickleMachine {
  #stack: PickledValue[] = [];
  /** The stacks below the marks. */
  readonly #below: PickledValue[][] = [];
  readonly #memo = new Map<number, PickledValue>();
  /** The first one, or what is made of it: what the pickle is about. */
  #foreign: ForeignObject | null = null;

  constructor(
    readonly reader: PickleReader,
    readonly context: PickleContext,
  ) {}

  readonly #fail: Fail = (problem) => this.reader.fail(problem);

  /** What the pickle is. @throws LinnetError naming the first object of a class that is not known */
  result(): PickledValue {
    if (this.#foreign !== null) throw this.#refused(this.#foreign.className);
    return this.pop();
  }

  push(value: PickledValue): void {
    if (this.#stack.length === MOST_WAITING)
      throw this.#fail(`expected at most ${MOST_WAITING} values that wait for what takes them`);
    this.#stack.push(value);
  }

  pop(): PickledValue {
    const value = this.#stack.pop();
    if (value === undefined) throw this.#fail("expected a value before it");
    return value;
  }

  top(): PickledValue {
    const value = this.pop();
    this.push(value);
    return value;
  }

  mark(): void {
    if (this.#below.length === MOST_MARKS) throw this.#fail(`expected data at most ${MOST_MARKS} deep`);
    this.#below.push(this.#stack);
    this.#stack = [];
  }

  /** The values above the last mark. */
  popToMark(): PickledValue[] {
    const below = this.#below.pop();
    if (below === undefined) throw this.#fail("expected a mark before it");
    const values = this.#stack;
    this.#stack = below;
    return values;
  }

  put(key: number | bigint): void {
    this.#memo.set(Number(key), this.top());
  }

  memoize(): void {
    this.put(this.#memo.size);
  }

  get(key: number | bigint): void {
    const value = this.#memo.get(Number(key));
    if (value === undefined) throw this.#fail(`expected a value that was kept as ${key}, there is none`);
    this.push(value);
  }

  append(values: readonly PickledValue[]): void {
    const list = this.top();
    if (list instanceof ForeignObject) throw this.#refused(list.className);
    if (!Array.isArray(list)) throw this.#fail("expected a list to append to");
    for (const value of values) list.push(value);
  }

  setItems(entries: readonly PickledValue[]): void {
    const dict = this.top();
    if (dict instanceof ForeignObject) throw this.#refused(dict.className);
    if (!(dict instanceof Map)) throw this.#fail("expected a dictionary to put into");
    fill(dict, entries, this.#fail);
  }

  dict(entries: readonly PickledValue[]): void {
    const dict: PickledDict = new Map();
    fill(dict, entries, this.#fail);
    this.push(dict);
  }

  pushGlobal(module: PickledValue, name: PickledValue): void {
    if (typeof module !== "string" || typeof name !== "string") throw this.#fail("expected the name of a function");
    this.push(new GlobalName(`${module}.${name}`));
  }

  /** Calls a function or makes an object, if it is one that tensors need. */
  call(callee: PickledValue, given: PickledValue): void {
    if (!(callee instanceof GlobalName)) throw this.#fail("expected a function to call");
    if (!Array.isArray(given)) throw this.#fail(`expected arguments of ${callee.name}`);
    this.push(this.context.call(callee.name, given, this.#fail) ?? this.#makeForeign(callee.name, given));
  }

  /** The state of an object: dictionaries need none, and foreign objects are refused by it. */
  build(): void {
    const state = this.pop();
    const object = this.top();
    if (object instanceof Map) return;
    if (!(object instanceof ForeignObject)) throw this.#fail("expected an object that takes a state");
    if (state instanceof Map && (state.has("_modules") || state.has("_parameters")))
      throw new LinnetError(`${this.reader.file}: ${wholeModel(this.#foreign!.className)}`);
  }

  pushPersistent(id: PickledValue): void {
    this.push(this.context.persistent(id, this.#fail));
  }

  /** Refused at the end, when it is known whether it is part of a whole model. */
  #makeForeign(className: string, given: readonly PickledValue[]): ForeignObject {
    const object = new ForeignObject(className);
    if (this.#foreign === null || given.includes(this.#foreign)) this.#foreign = object;
    return object;
  }

  #refused(className: string): LinnetError {
    return new LinnetError(
      `${this.reader.file}: expected tensors alone, got ${describe(className)}: nothing else is read from a pickle, since ` +
        "that would mean to run it. In Python, with PyTorch, write torch.save(model.state_dict(), FILE)",
    );
  }
}

function wholeModel(className: string): string {
  return (
    `it holds a whole model (${className}), which only the program that wrote it can open. In Python, with PyTorch, write ` +
    "torch.save(torch.load(FILE, weights_only=False).state_dict(), NEW_FILE)"
  );
}

function fill(dict: PickledDict, entries: readonly PickledValue[], fail: Fail): void {
  if (entries.length % 2 === 1) throw fail("expected as many keys as values");
  for (let place = 0; place < entries.length; place += 2) dict.set(entries[place]!, entries[place + 1]!);
}
