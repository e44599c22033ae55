// Runs every *.test.ts below test/, or those whose path holds the argument: `npm test -- graph`.

import { parse } from "uvu/parse";
import { run } from "uvu/run";

const { suites } = await parse("test", new RegExp(`(?:${process.argv[2] ?? ""}).*\\.test\\.ts$`));
await run(suites, { bail: false });
