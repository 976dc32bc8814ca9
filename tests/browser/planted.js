// Checks a page with one defect of each kind, to see that each is found.
//
// Usage: node planted.js

import { fileURLToPath } from "node:url";

import { checkAll } from "./pages.js";

const EXPECTED = ["light, 320 px: image-alt", "color-contrast", "wider than the screen", "fetches ", "line 11: "];

const [{ problems }] = await checkAll([fileURLToPath(new URL("planted.html", import.meta.url))]);
const missed = EXPECTED.filter((expected) => !problems.some((problem) => problem.includes(expected)));
for (const expected of missed) console.log(`not found: ${expected}`);
console.log(`${EXPECTED.length} planted defects: ${missed.length} missed`);
process.exitCode = missed.length > 0 ? 1 : 0;
