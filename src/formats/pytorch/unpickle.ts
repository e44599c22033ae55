// Reading Python's pickles: the instructions that those of tensors hold
// (https://github.com/python/cpython/blob/main/Lib/pickletools.py has them all).

import { type PickleContext, PickleMachine } from "./pickleMachine.js";
import { PickleReader } from "./pickleReader.js";
import type { PickledValue } from "./values.js";

export interface Unpickled {
  readonly value: PickledValue;
  /** The place after the pickle. */
  readonly end: number;
}

/**
 * The value of the pickle that begins at a place.
 * @throws LinnetError naming the file, and the function or class if one is not known
 */
export function unpickle(bytes: Uint8Array, start: number, file: string, context: PickleContext): Unpickled {
  const reader = new PickleReader(bytes, start, file);
  const machine = new PickleMachine(reader, context);
  for (;;) {
    const code = reader.unsigned(1);
    if (code === STOP) return { value: machine.result(), end: reader.place };
    const instruction = instructions[code];
    if (instruction === undefined)
      throw reader.fail(`expected an instruction of pickles that hold tensors, got 0x${code.toString(16)}`);
    instruction(machine, reader);
  }
}

type Instruction = (machine: PickleMachine, reader: PickleReader) => void;

const STOP = ".".charCodeAt(0);

/** By their names in pickletools. */
const byCode: { readonly [code: string]: Instruction } = {
  "\x80": (_, reader) => reader.take(1), // PROTO
  "\x95": (_, reader) => reader.take(8), // FRAME
  "(": (machine) => machine.mark(), // MARK
  "0": (machine) => machine.pop(), // POP
  "1": (machine) => machine.popToMark(), // POP_MARK
  "2": (machine) => machine.push(machine.top()), // DUP
  N: (machine) => machine.push(null), // NONE
  "\x88": (machine) => machine.push(true), // NEWTRUE
  "\x89": (machine) => machine.push(false), // NEWFALSE
  I: (machine, reader) => machine.push(integerOrBool(reader)), // INT
  J: (machine, reader) => machine.push(reader.signed()), // BININT
  K: (machine, reader) => machine.push(reader.unsigned(1)), // BININT1
  M: (machine, reader) => machine.push(reader.unsigned(2)), // BININT2
  L: (machine, reader) => machine.push(reader.decimal()), // LONG
  "\x8a": (machine, reader) => machine.push(reader.long(reader.unsigned(1))), // LONG1
  "\x8b": (machine, reader) => machine.push(reader.long(reader.unsigned(4))), // LONG4
  F: (machine, reader) => machine.push(Number(reader.line())), // FLOAT
  G: (machine, reader) => machine.push(reader.float()), // BINFLOAT
  U: (machine, reader) => machine.push(reader.text(reader.unsigned(1))), // SHORT_BINSTRING
  T: (machine, reader) => machine.push(reader.text(reader.unsigned(4))), // BINSTRING
  V: (machine, reader) => machine.push(reader.line()), // UNICODE
  X: (machine, reader) => machine.push(reader.text(reader.unsigned(4))), // BINUNICODE
  "\x8c": (machine, reader) => machine.push(reader.text(reader.unsigned(1))), // SHORT_BINUNICODE
  "\x8d": (machine, reader) => machine.push(reader.text(reader.unsigned(8))), // BINUNICODE8
  C: (machine, reader) => machine.push(reader.take(reader.unsigned(1))), // SHORT_BINBYTES
  B: (machine, reader) => machine.push(reader.take(reader.unsigned(4))), // BINBYTES
  "\x8e": (machine, reader) => machine.push(reader.take(reader.unsigned(8))), // BINBYTES8
  ")": (machine) => machine.push([]), // EMPTY_TUPLE
  "\x85": (machine) => machine.push([machine.pop()]), // TUPLE1
  "\x86": (machine) => machine.push([machine.pop(), machine.pop()].reverse()), // TUPLE2
  "\x87": (machine) => machine.push([machine.pop(), machine.pop(), machine.pop()].reverse()), // TUPLE3
  t: (machine) => machine.push(machine.popToMark()), // TUPLE
  "]": (machine) => machine.push([]), // EMPTY_LIST
  l: (machine) => machine.push(machine.popToMark()), // LIST
  a: (machine) => machine.append([machine.pop()]), // APPEND
  e: (machine) => machine.append(machine.popToMark()), // APPENDS
  "\x8f": (machine) => machine.push([]), // EMPTY_SET
  "\x90": (machine) => machine.append(machine.popToMark()), // ADDITEMS
  "\x91": (machine) => machine.push(machine.popToMark()), // FROZENSET
  "}": (machine) => machine.dict([]), // EMPTY_DICT
  d: (machine) => machine.dict(machine.popToMark()), // DICT
  s: (machine) => machine.setItems([machine.pop(), machine.pop()].reverse()), // SETITEM
  u: (machine) => machine.setItems(machine.popToMark()), // SETITEMS
  p: (machine, reader) => machine.put(reader.decimal()), // PUT
  q: (machine, reader) => machine.put(reader.unsigned(1)), // BINPUT
  r: (machine, reader) => machine.put(reader.unsigned(4)), // LONG_BINPUT
  "\x94": (machine) => machine.memoize(), // MEMOIZE
  g: (machine, reader) => machine.get(reader.decimal()), // GET
  h: (machine, reader) => machine.get(reader.unsigned(1)), // BINGET
  j: (machine, reader) => machine.get(reader.unsigned(4)), // LONG_BINGET
  c: (machine, reader) => machine.pushGlobal(reader.line(), reader.line()), // GLOBAL
  "\x93": (machine) => pushStackGlobal(machine),
  R: (machine) => callLast(machine), // REDUCE
  "\x81": (machine) => callLast(machine), // NEWOBJ
  "\x92": (machine) => {
    machine.pop(); // NEWOBJ_EX: arguments by name
    callLast(machine);
  },
  b: (machine) => machine.build(), // BUILD
  Q: (machine) => machine.pushPersistent(machine.pop()), // BINPERSID
};

const instructions: readonly (Instruction | undefined)[] = Array.from(
  { length: 256 },
  (_, code) => byCode[String.fromCharCode(code)],
);

/** Older pickles write True as the number 01. */
function integerOrBool(reader: PickleReader): PickledValue {
  const start = reader.place;
  const value = reader.decimal();
  return reader.bytes[start] === 0x30 && reader.place === start + 3 ? value === 1 : value;
}

function pushStackGlobal(machine: PickleMachine): void {
  const name = machine.pop();
  machine.pushGlobal(machine.pop(), name);
}

function callLast(machine: PickleMachine): void {
  const given = machine.pop();
  machine.call(machine.pop(), given);
}
