// Checks every HTML page in the folders it is given, in Chromium: accessibility (axe-core) in light and dark, wide
// and narrow; that nothing is wider than the screen; that nothing is fetched; the markup (html-validate).
//
// Usage: node check.js FOLDER...
//
// Says what is wrong page by page, then the EcoIndex of each kind of page and one line of summary. Fails when
// anything is wrong, and when there was nothing to check.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

import { ecoindex } from "./ecoindex.js";

const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const VIEWS = ["light", "dark"].flatMap((scheme) => [320, 1280].map((width) => ({ scheme, width })));

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const markup = new HtmlValidate(new FileSystemConfigLoader());

/** What is wrong with a page in one view. */
async function look(context, file, { scheme, width }) {
  const page = await context.newPage();
  const fetched = [];
  page.on("request", (request) => fetched.push(request.url()));
  await page.emulateMedia({ colorScheme: scheme });
  await page.setViewportSize({ width, height: 900 });
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(axe);
  const report = await page.evaluate(() => axe.run(document, { resultTypes: ["violations", "incomplete"] }));
  const { elements, overflow } = await page.evaluate(() => ({
    elements: document.querySelectorAll("*").length,
    overflow: document.documentElement.scrollWidth - innerWidth,
  }));
  await page.close();

  const problems = [...report.violations, ...report.incomplete].map(
    ({ id, help, nodes }) => `${id}: ${help}, at ${nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", ")}`,
  );
  if (report.passes.length === 0) problems.push("axe checked nothing");
  if (overflow > 0) problems.push(`${overflow} px wider than the screen`);
  problems.push(...fetched.slice(1).map((url) => `fetches ${url}`));
  return { elements, requests: fetched.length, problems: problems.map((text) => `${scheme}, ${width} px: ${text}`) };
}

async function check(context, file) {
  const views = [];
  for (const view of VIEWS) views.push(await look(context, file, view));
  const report = await markup.validateFile(file);
  const messages = report.results.flatMap(({ messages }) => messages);
  const problems = [
    ...views.flatMap((view) => view.problems),
    ...messages.map(({ line, ruleId, message }) => `line ${line}: ${ruleId}: ${message}`),
  ];
  const { elements, requests } = views[0];
  return { file, problems, eco: ecoindex({ elements, requests, kilobytes: statSync(file).size / 1024 }) };
}

async function checkAll(files) {
  const profile = mkdtempSync(join(tmpdir(), "atelier-pages-"));
  const context = await chromium.launchPersistentContext(profile, { executablePath: BROWSER, args: FLAGS });
  const waiting = [...files];
  const results = [];
  const worker = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      results.push(await check(context, file));
    }
  };
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
  return results.sort((a, b) => (a.file < b.file ? -1 : 1));
}

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
