// Checks every HTML page in the folders it is given.
//
// Usage: node check.js FOLDER...
//
// Says what is wrong page by page, then the EcoIndex of each kind of page and one line of summary. Fails when
// anything is wrong, and when there was nothing to check.

import { readdirSync } from "node:fs";
import { basename, resolve } from "node:path";

import { checkAll, VIEWS } from "./pages.js";

/** One line for each kind of page: the worst of its EcoIndexes. */
function summary(results) {
  const worst = new Map();
  for (const { file, eco } of results) {
    const kind = basename(file, ".html");
    if (!worst.has(kind) || eco.score < worst.get(kind).score) worst.set(kind, eco);
  }
  return [...worst].map(([kind, { score, grade }]) => `  ${kind}: ${grade} (${score.toFixed(0)})`);
}

const files = process.argv.slice(2).flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith(".html"))
    .map((path) => resolve(folder, path)),
);
const results = files.length > 0 ? await checkAll(files) : [];
for (const { file, problems } of results) {
  for (const problem of problems) console.log(`${file}: ${problem}`);
}
console.log(["EcoIndex, the lowest of each kind of page:", ...summary(results)].join("\n"));
const wrong = results.filter(({ problems }) => problems.length > 0).length;
console.log(`${results.length} pages in ${VIEWS.length} views: ${wrong} pages with problems`);
process.exitCode = wrong > 0 || results.length === 0 ? 1 : 0;
