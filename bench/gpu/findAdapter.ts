// A process that tells which WebGPU adapter there is.

import { send } from "../serve.ts";
import { installWebGpu } from "./adapter.ts";

export type Found = { readonly adapter: string } | { readonly why: string };

const found: Found = await installWebGpu().then(
  (adapter) => ({ adapter }),
  (error: Error) => ({ why: error.message }),
);
send(found);
