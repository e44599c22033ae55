// The allocator's settings for PyTorch, whose steps would otherwise give memory back and fault it in again: those of its
// tuning guide (https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html, "Switch Memory allocator").

import { existsSync } from "node:fs";
import { peersFolder } from "./environments.ts";

export interface AllocatorSettings {
  readonly name: string;
  /** Whether it is a library of its own in place of glibc's. */
  readonly isPreloaded: boolean;
  readonly variables: { readonly [name: string]: string };
}

/** Where Debian and Fedora have it. */
const jemalloc = ["x86_64-linux-gnu/", "aarch64-linux-gnu/", ""]
  .flatMap((folder) => [`/usr/lib/${folder}libjemalloc.so.2`, `/usr/lib64/${folder}libjemalloc.so.2`])
  .find(existsSync);

const keepsMemory =
  "oversize_threshold:1,background_thread:true,metadata_thp:auto,dirty_decay_ms:9000000000,muzzy_decay_ms:9000000000";

/** jemalloc where it is installed, else glibc's allocator told to keep what it has and to use huge pages. */
export function allocatorSettings(): AllocatorSettings {
  if (jemalloc !== undefined)
    return { name: "jemalloc", isPreloaded: true, variables: { LD_PRELOAD: jemalloc, MALLOC_CONF: keepsMemory } };
  const gigabyte = `${2 ** 30}`;
  return {
    name: "glibc's allocator with huge pages and without trimming",
    isPreloaded: false,
    variables: {
      MALLOC_MMAP_THRESHOLD_: gigabyte,
      MALLOC_TRIM_THRESHOLD_: gigabyte,
      MALLOC_TOP_PAD_: `${2 ** 28}`,
      GLIBC_TUNABLES: "glibc.malloc.hugetlb=1",
    },
  };
}

/** What PyTorch's processes get. What torch.compile has made is kept: the next run starts in seconds. */
export function pytorchVariables(): { readonly [name: string]: string } {
  const kept = { TORCHINDUCTOR_CACHE_DIR: `${peersFolder}/inductor` };
  return { ...allocatorSettings().variables, OMP_PROC_BIND: "close", OMP_SCHEDULE: "static", ...kept };
}
