// Writes the table of docs/formats.md: `npm run formats`.

import { readFileSync, writeFileSync } from "node:fs";
import { PAGE, withTable } from "./page.js";
import { proofTable, readProofs } from "./proofs.js";

writeFileSync(PAGE, withTable(readFileSync(PAGE, "utf8"), proofTable(readProofs())));
