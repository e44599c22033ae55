// An HDF5 file as plain data, by jsfive. It runs in a thread of its own, because jsfive trusts its files: what would never end or
// fill the memory ends the thread. What jsfive lets pass is checked here.

/// <reference path="./jsfive.d.ts" />
import { Dataset, File, Group } from "jsfive";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { bytesEachOf, readValues, type ValueBudget, withoutPadding } from "./datasetValues.js";
import type { Hdf5Attribute, Hdf5Dataset, Hdf5Group } from "./hdf5Tree.js";

/** Keras nests layers in models in models; nobody nests them so deep. */
const DEEPEST = 32;
/** An item takes more bytes than this in any file. */
const SMALLEST_ITEM = 32;
/** The type of a message in an item's header: section IV.A.2.v of the HDF5 file format. */
const ATTRIBUTE_INFO = 21;
const NOWHERE = 2n ** 64n - 1n;

interface Walk {
  readonly skipped: readonly string[];
  readonly budget: ValueBudget;
  itemsLeft: number;
  /** Where the groups are that are being read: one that is inside of itself has no end. */
  readonly open: Set<number>;
}

/**
 * @param skipped names of groups in the root that are not wanted
 * @throws LinnetError naming the group, the attribute or the dataset that cannot be read
 */
export function parseHdf5(bytes: ArrayBuffer, skipped: readonly string[]): Hdf5Group {
  // jsfive warns of attributes whose type it does not know, and leaves them out.
  console.warn = () => {};
  const root = located("/", () => new File(bytes, ""));
  checkWhole(new DataView(bytes));
  const budget = { stored: 2 * bytes.byteLength + 1024, chunked: 32 * bytes.byteLength + 2 ** 25 };
  const itemsLeft = Math.ceil(bytes.byteLength / SMALLEST_ITEM);
  return readGroup(root, "", { skipped, budget, itemsLeft, open: new Set() });
}

/** The file says where it ends: at byte 40 in the oldest version of its first block, else at 28. */
function checkWhole(view: DataView): void {
  const end = view.getBigUint64(view.getUint8(8) === 0 ? 40 : 28, true);
  if (end > view.byteLength) throw new LinnetError(`/: expected ${end} bytes, got ${view.byteLength}: it is cut short`);
}

function readGroup(group: Group, path: string, walk: Walk): Hdf5Group {
  const where = path === "" ? "/" : path;
  const address = located(where, () => group._dataobjects.offset);
  if (walk.open.has(address)) throw new LinnetError(`${where}: expected groups in groups, it is inside of itself`);
  if (walk.open.size > DEEPEST) throw new LinnetError(`${where}: expected groups at most ${DEEPEST} deep`);
  walk.open.add(address);
  const items = new Map<string, Hdf5Group | Hdf5Dataset>();
  for (const name of located(where, () => group.keys)) {
    if (path === "" && walk.skipped.includes(name)) continue;
    items.set(name, readItem(group, name, { path: `${path}/${name}`, walk }));
  }
  walk.open.delete(address);
  return { kind: "group", attributes: readAttributes(group, where), items };
}

function readItem(
  group: Group,
  name: string,
  { path, walk }: { readonly path: string; readonly walk: Walk },
): Hdf5Group | Hdf5Dataset {
  walk.itemsLeft -= 1;
  if (walk.itemsLeft < 0) throw new LinnetError(`${path}: expected fewer groups and datasets in a file of this size`);
  const item = located(path, () => group.get(name));
  if (item instanceof Group) return readGroup(item, path, walk);
  if (!(item instanceof Dataset)) throw new LinnetError(`${path}: expected a group or a dataset, it leads nowhere`);
  return located(path, () => ({
    kind: "dataset",
    attributes: readAttributes(item, path),
    shape: [...item.shape],
    values: readValues(item, path, walk.budget),
    bytesEach: bytesEachOf(item, path),
  }));
}

function readAttributes(item: Group | Dataset, path: string): ReadonlyMap<string, Hdf5Attribute> {
  checkAttributesInside(item, path);
  const attributes = new Map<string, Hdf5Attribute>();
  for (const [name, value] of Object.entries(located(`${path}: attributes`, () => item.attrs))) {
    const read = Array.isArray(value) ? value.map(plainValue) : plainValue(value);
    // What is neither text nor a number is nothing that Keras writes.
    if (read !== null && !(Array.isArray(read) && read.includes(null))) attributes.set(name, read as Hdf5Attribute);
  }
  return attributes;
}

/** Many attributes are kept outside of an item's header by newer HDF5, where jsfive does not look for them. */
function checkAttributesInside({ _dataobjects: header }: Group | Dataset, path: string): void {
  const [info] = located(path, () => header.find_msg_type(ATTRIBUTE_INFO));
  if (info === undefined) return;
  const place = info.get("offset_to_message")!;
  const view = new DataView(header.fh);
  const heap = located(path, () => view.getBigUint64(place + ((view.getUint8(place + 1) & 1) === 0 ? 2 : 4), true));
  if (heap === NOWHERE) return;
  throw new LinnetError(
    `${path}: expected at most 8 attributes, or the layout that HDF5 writes unless libver is "latest"`,
  );
}

function plainValue(value: unknown): string | number | null {
  if (typeof value === "string") return withoutPadding(value);
  return typeof value === "number" ? value : null;
}

/** jsfive throws strings, and whatever the engine throws when a file leads it astray. */
function located<Result>(place: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof LinnetError) throw error;
    throw new LinnetError(`${place}: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  if (typeof error === "string") return `jsfive, by which HDF5 is read, says ${describe(error)}`;
  if (error instanceof RangeError) return "expected its parts within the file, it is cut short or damaged";
  return "expected HDF5's structure, it is damaged, or of a kind that jsfive, by which HDF5 is read, does not know";
}
