// What a download needs of Node: a file that grows, and digests.

import { open } from "node:fs/promises";
import { withoutCall } from "./nodeFiles.js";
import type { Downloads } from "./platform.js";

export const nodeDownloads: Downloads = {
  async openPart(path) {
    const file = await open(path, "a+").catch((error: unknown) => {
      throw withoutCall(error);
    });
    let { size } = await file.stat();
    return {
      get length() {
        return size;
      },
      async append(bytes) {
        await file.appendFile(bytes).catch((error: unknown) => {
          throw withoutCall(error);
        });
        size += bytes.length;
      },
      async empty() {
        await file.truncate(0);
        size = 0;
      },
      async close() {
        await file.sync().catch(() => undefined);
        await file.close();
      },
    };
  },
  async digest(bytes, algorithm) {
    const { createHash } = await import("node:crypto");
    return createHash(algorithm === "MD5" ? "md5" : "sha256")
      .update(bytes)
      .digest("hex");
  },
  mirror: () => process.env.LINNET_WEIGHTS_URL || null,
};
