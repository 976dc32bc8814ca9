// What is wrong with an HTML page, in Chromium: accessibility (axe-core) in light and dark, wide and narrow; that
// nothing is wider than the screen; that nothing is fetched; the markup (html-validate); how heavy it is.

import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { chromium } from "playwright-core";

import { ecoindex } from "./ecoindex.js";

export const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
export const VIEWS = ["light", "dark"].flatMap((scheme) => [320, 1280].map((width) => ({ scheme, width })));

// Signs without letters may be decoration: axe does not decide, and what stands beside it has the same colours.
const isSign = ({ any }) => any.some(({ data }) => data?.messageKey === "nonBmp");
// A narrow screen hides cells in scrolling tables, and what is hidden has no contrast; the wide view shows all.
const DECIDED_WIDE = new Set(["color-contrast"]);

// What everybody opens weighs little: the least EcoIndex of pages by name, and of all others.
// No page is larger than so many kilobytes.
const LEAST = { "agenda.html": "A", "index.html": "A", "run-sheet.html": "A", "screen.html": "A" };
const LEAST_OF_OTHERS = "B";
const LARGEST = 60;

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// A title is as long as whoever wrote it wants.
const rules = { "long-title": "off" };
const markup = new HtmlValidate(new StaticConfigLoader({ extends: ["html-validate:recommended"], rules }));

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

  const undecided = report.incomplete
    .filter(({ id }) => !(width < 1280 && DECIDED_WIDE.has(id)))
    .map((rule) => ({ ...rule, nodes: rule.nodes.filter((node) => !isSign(node)) }))
    .filter(({ nodes }) => nodes.length > 0);
  const problems = [...report.violations, ...undecided].map(
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
  const kilobytes = statSync(file).size / 1024;
  const eco = ecoindex({ elements, requests, kilobytes });
  if (kilobytes > LARGEST) problems.push(`${kilobytes.toFixed(0)} KB are more than ${LARGEST}`);
  if (eco.grade > (LEAST[basename(file)] ?? LEAST_OF_OTHERS)) problems.push(`EcoIndex ${eco.grade}: ${elements} elements`);
  return { file, problems, eco };
}

/** What is wrong with each of these files, and its EcoIndex, in the order of their names. */
export async function checkAll(files) {
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
