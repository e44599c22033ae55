// The platform in use: Node's. In builds for pages, `browser.ts` replaces `node.ts` (build/bind.ts).

export {
  availableThreads,
  cacheFolder,
  checkWritable,
  decodeJpeg,
  decodeShown,
  decodeWebp,
  drawSvg,
  encodePng,
  fileExists,
  fileSize,
  importAdded,
  inflate,
  joinPath,
  listFolder,
  lockFile,
  longestWorkerStart,
  makeFolder,
  mayBlock,
  placeOf,
  platformName,
  readFile,
  readFileStart,
  removeFile,
  removeLeftovers,
  serveWorker,
  startWorker,
  writeFileAtomically,
} from "./node.js";
export type { DecodedJpeg, DecodedPixels, FolderEntry, Platform, WorkerListener, WorkerThread } from "./platform.js";
export type { WorkerSource } from "./workerSource.js";
