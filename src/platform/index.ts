// The platform in use: Node's. For a page, the `browser` field of package.json puts `browser.js` in the place of `node.js`.

export {
  availableThreads,
  cacheFolder,
  checkWritable,
  decodePng,
  fileExists,
  fileSize,
  joinPath,
  listFolder,
  longestWorkerStart,
  makeFolder,
  mayBlock,
  platformName,
  readFile,
  readFileStart,
  readPackageFile,
  removeFile,
  removeLeftovers,
  serveWorker,
  startWorker,
  writeFileAtomically,
} from "./node.js";
export type { DecodedPixels, FolderEntry, Platform, WorkerListener, WorkerThread } from "./platform.js";
