// What torch.compile needs of the system, which no virtual environment can bring.

import { spawnSync } from "node:child_process";

const headers = "import os, sys, sysconfig; sys.exit(not os.path.exists(sysconfig.get_path('include') + '/Python.h'))";

/** What is missing, with Debian's names; empty where torch.compile can work. */
export function missingForCompiling(python: string): readonly string[] {
  const runs = (command: string, ...parameters: string[]): boolean => spawnSync(command, parameters).status === 0;
  return [
    ...(runs(process.env.CXX ?? "g++", "--version") ? [] : ["a C++ compiler (Debian: apt install g++)"]),
    ...(runs(python, "-c", headers) ? [] : ["Python's headers (Debian: apt install python3-dev)"]),
  ];
}
