// Loaded before the command: the write whose number is in FAIL_AT fails as on a full disk, and so do all after it.

import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const failAt = Number(process.env.FAIL_AT);
const open = fs.promises.open;
let writes = 0;

fs.promises.open = async (path, flags, ...others) => {
  const file = await open(path, flags, ...others);
  if (flags !== "wx") return file;
  const write = file.writeFile.bind(file);
  file.writeFile = async (content) => {
    writes += 1;
    if (writes >= failAt) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    return write(content);
  };
  return file;
};
syncBuiltinESMExports();
