// Runs the checks of how linnet can be loaded, or those whose name holds the argument: npm run test:loading -- bundlers

import { parse } from "uvu/parse";
import { run } from "uvu/run";

const [pattern = ""] = process.argv.slice(2);
const { suites } = await parse("test/loading", new RegExp(`${pattern}[^/]*\\.loading\\.ts$`));
await run(suites, { bail: false });
