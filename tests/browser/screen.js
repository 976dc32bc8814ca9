// Uses the room screen as the people in the room do, in Chromium with a clock that the test turns.
//
// Usage: node screen.js REPLAN.JS SCREEN.HTML
//
// REPLAN.JS is host/theme/html/replan.js, SCREEN.HTML the room screen of tracks.toml. First the checks must find
// nothing wrong; then defects are planted one by one, and each must be found.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";

import { chromium } from "playwright-core";

import { BROWSER, FLAGS } from "./pages.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const MINUTE = 60_000;

/** What differs, by name. */
class Findings {
  found = [];

  same(name, actual, expected) {
    if (isDeepStrictEqual(actual, expected)) return;
    this.found.push(`${name}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
  }
}

/* Planning again: lengths in minutes, times in minutes after the start of the day */

const unit = (start, end, more = {}) => ({
  start: start * 60, end: end * 60, least: (end - start) * 60, cut: null, kind: "step", block: 0, fixed: false,
  ...more,
});
const cut = (rank, keep) => ({ cut: [rank, keep * 60] });

const DAYS = {
  steps: [
    unit(0, 10), unit(10, 20, { least: 300, ...cut(2, 5) }), unit(20, 30, { least: 480, ...cut(1, 0) }),
    unit(30, 40, { least: 420 }), unit(40, 50, { kind: "pause", least: 0, fixed: true }),
    unit(50, 60, { kind: "talk", least: 300, block: 1 }), unit(60, 65, { kind: "buffer", least: 0, block: 2 }),
  ],
  free: [
    unit(0, 10), unit(10, 20, { least: 300, ...cut(1, 5) }), unit(20, 25, { kind: "free", least: 0 }),
    unit(25, 35, { kind: "pause", least: 0, fixed: true }),
  ],
};

// The day, the unit that is on, when it will end, the lengths that follow, how late the day ends.
const REPLANS = [
  ["nothing to win back", "steps", 0, 10, [10, 10, 10, 10, 10, 5], 0],
  ["the first of the run sheet is shortened", "steps", 0, 12, [10, 8, 10, 10, 10, 5], 0],
  ["then the second", "steps", 0, 15, [7, 8, 10, 10, 10, 5], 0],
  ["then the steps that the run sheet does not name", "steps", 0, 19, [5, 8, 8, 10, 10, 5], 0],
  ["then one is left out, and gives back what is too much", "steps", 0, 21, [9, 0, 10, 10, 10, 5], 0],
  ["what is promised is late when nothing else gives", "steps", 3, 43, [10, 7, 5], 0],
  ["the margin after the talk", "steps", 3, 47, [10, 5, 3], 0],
  ["and the end when all is used", "steps", 3, 57, [10, 5, 0], 7],
  ["what is left out by the run sheet cannot be won in the pause", "steps", 4, 52, [8, 5], 0],
  ["free time goes first", "free", 0, 14, [10, 1, 10], 0],
  ["then the steps", "free", 0, 17, [8, 0, 10], 0],
  ["early is no reason to change anything", "free", 0, 8, [10, 5, 10], 0],
];

const URGENCIES = [[600, "calm"], [121, "calm"], [120, "soon"], [31, "soon"], [30, "last"], [1, "last"], [0, "over"]];

async function replanning(page, source, findings) {
  const cases = REPLANS.map(([name, day, index, end]) => ({ name, units: DAYS[day], index, end: end * 60 }));
  const got = await page.evaluate(
    async ({ source, cases, lefts }) => {
      const module = await import(`data:text/javascript,${encodeURIComponent(source)}`);
      const replanned = cases.map(({ units, index, end }) => {
        const { lengths, late } = module.replan(units, index, end);
        const times = module.timetable(units, lengths, index, end);
        return { lengths: lengths.slice(index + 1).map((length) => length / 60), late: late / 60, last: times.at(-1).end };
      });
      const promised = module.timetable(cases[0].units, module.planned(cases[0].units), 0, 300)[4].start;
      return { replanned, promised, urgencies: lefts.map((left) => module.urgency(left, 600)) };
    },
    { source, cases, lefts: URGENCIES.map(([left]) => left) },
  );
  REPLANS.forEach(([name, day, , , lengths, late], place) => {
    const { last, ...replanned } = got.replanned[place];
    findings.same(name, replanned, { lengths, late });
    if (name.startsWith("early")) return;
    findings.same(`${name}, the end`, last / 60, DAYS[day].at(-1).end / 60 + late);
  });
  findings.same("a promised start does not come early", got.promised, 40 * 60);
  findings.same("urgency", got.urgencies, URGENCIES.map(([, urgency]) => urgency));
}

/* The page */

/** With ordinary spaces. */
const plain = (text) => text.replace(/[\u00a0\u202f]/g, " ");

const shown = (page) =>
  page.evaluate(() => {
    const text = (id) => document.getElementById(id).textContent.replace(/[\u00a0\u202f]/g, " ").trim();
    return Object.fromEntries(["step", "mood", "shape", "left", "next", "drift", "said", "news"].map((id) => [id, text(id)]));
  });

/** Opens the screen at a time. */
async function open(browser, url, time, options = {}) {
  const context = await browser.newContext({ timezoneId: "Europe/Paris", viewport: { width: 1280, height: 720 }, ...options });
  const page = await context.newPage();
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => requests.push(`script: ${error.message}`));
  // Its clock goes on until it is told to stop, which it does at a time to come.
  await page.clock.install({ time: new Date(new Date(time).getTime() - 60 * MINUTE) });
  await page.clock.pauseAt(new Date(time));
  await page.goto(url);
  await page.clock.runFor(1);
  page.requests = requests;
  return page;
}

async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
  return shown(page);
}

const NINE = "2026-11-12T09:00:00+01:00";

async function ordinary(browser, url, findings) {
  const page = await open(browser, url, "2026-11-12T08:58:00+01:00");
  let now = await shown(page);
  findings.same("before the start", now, {
    step: "Ouverture", mood: "Pas encore commencé", shape: "○", left: "20:00", said: "", news: "",
    next: "Ensuite, à 9 h 20 : Exposé (40 min)", drift: "À l’heure",
  });
  await page.clock.runFor(5 * MINUTE);
  findings.same("late before the start", (await shown(page)).drift, "3 min de retard · fin vers 10 h 33");
  now = await press(page, "Space");
  findings.same("started late", [now.said, now.mood, now.drift], [
    "Ouverture : 20 min, jusqu’à 9 h 23.", "En cours", "3 min de retard · fin vers 10 h 33",
  ]);
  now = await press(page, "r");
  findings.same("caught up", [now.said, now.drift], ["« Exposé » dure maintenant 37 min.", "3 min de retard"]);
  findings.same("what follows", now.next, "Ensuite, à 9 h 23 : Exposé (37 min)");
  now = await press(page, "PageDown");
  findings.same("next", [now.step, now.left, now.drift], ["Exposé", "37:00", "20 min d’avance"]);
  now = await press(page, "PageUp");
  findings.same("previous", [now.step, now.left], ["Ouverture", "20:00"]);
  now = await press(page, "z", "z");
  findings.same("undone", [now.step, now.said], ["Ouverture", "Annulé."]);
  now = await press(page, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight");
  findings.same("the end", [now.step, now.left, now.said, now.shape], ["C’est terminé", "", "C’est terminé", "✓"]);
  findings.same("nothing is fetched and nothing fails", page.requests.slice(1), []);
  await page.context().close();
}

async function announcements(browser, url, findings) {
  const page = await open(browser, url, NINE);
  await page.evaluate(() => {
    window.heard = [];
    const said = document.getElementById("said");
    const hear = () => window.heard.push([document.getElementById("left").textContent, said.textContent.replace(/[\u00a0\u202f]/g, " ")]);
    new MutationObserver(hear).observe(said, { childList: true, characterData: true, subtree: true });
  });
  await press(page, "Space");
  const moods = [];
  for (let second = 0; second <= 20 * 60 + 5; second += 5) {
    const { mood, shape } = await shown(page);
    const colour = await page.evaluate(() => getComputedStyle(document.querySelector(".now")).backgroundColor);
    if (moods.at(-1)?.[0] !== mood) moods.push([mood, shape, colour]);
    await page.clock.runFor(5000);
  }
  const heard = await page.evaluate(() => window.heard.map(([, words]) => words));
  findings.same("announced, and nothing else", heard, [
    "Ouverture : 20 min, jusqu’à 9 h 20.", "Bientôt la fin : il reste 4 min.", "Presque fini : il reste 1 min.",
    "Temps écoulé",
  ]);
  const left = await page.evaluate(() => window.heard.map(([left]) => left));
  findings.same("announced when", left.slice(1), ["4:00", "1:00", "0:00"]);
  findings.same("words and shapes beside the colours", moods.map(([mood, shape]) => [mood, shape]), [
    ["En cours", "●"], ["Bientôt la fin", "▲"], ["Presque fini", "■"], ["Temps écoulé", "■"],
  ]);
  findings.same("orange, then red", moods.slice(1, 3).map(([, , colour]) => colour), ["rgb(255, 166, 43)", "rgb(179, 21, 29)"]);
  findings.same("polite", await page.evaluate(() => document.getElementById("said").getAttribute("role")), "status");
  await page.clock.runFor(110_250);
  const late = await shown(page);
  findings.same("over", [late.left, late.drift], ["+2:00", "2 min de retard · fin vers 10 h 32"]);
  await page.context().close();
}

async function longer(browser, url, findings) {
  const page = await open(browser, url, NINE);
  await press(page, "Space");
  await page.clock.runFor(10 * MINUTE);
  let now = await press(page, "+");
  findings.same("5 more minutes", [now.left, now.drift, now.next, now.news], [
    "15:00", "5 min de retard", "Ensuite, à 9 h 25 : Exposé (35 min)", "5 minutes de plus. « Exposé » dure maintenant 35 min.",
  ]);
  now = await press(page, "+", "+", "+", "+", "+");
  findings.same("more than the morning can give", [now.left, now.drift, now.next], [
    "40:00", "30 min de retard · fin vers 10 h 35", "Ensuite, à 9 h 50 : Exposé (20 min)",
  ]);
  now = await press(page, "z", "z", "z", "z", "z");
  findings.same("taken back", [now.left, now.next], ["15:00", "Ensuite, à 9 h 25 : Exposé (35 min)"]);
  await press(page, "Space");
  await page.clock.runFor(2 * MINUTE);
  now = await shown(page);
  findings.same("stopped", [now.left, now.mood, now.drift], ["15:00", "Compte arrêté", "7 min de retard · fin vers 10 h 32"]);
  await page.reload();
  await page.clock.runFor(1);
  findings.same("the page loaded again", (await shown(page)).left, "15:00");
  await press(page, "Space");
  await page.clock.runFor(MINUTE + 250);
  findings.same("resumed", (await shown(page)).left, "14:00");
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  const rows = await page.evaluate(() => [...document.getElementById("rows").rows].map((row) => row.innerText));
  findings.same("the whole day as it stands", rows.map(plain), [
    "9 h\tOuverture\t25 min", "9 h 27\tExposé\t35 min", "10 h 02\tCafé\t15 min", "10 h 17\tClôture\t15 min",
  ]);
  await page.context().close();
}

async function tracks(browser, url, findings) {
  const page = await open(browser, url, "2026-11-13T09:05:00+01:00");
  findings.same("the day of the date", (await shown(page)).step, "Visite");
  const [day, track] = [page.locator("select").first(), page.locator("select").last()];
  findings.same("tracks", await track.locator("option").allTextContents(), ["Vert · Salle 1", "Bleu"]);
  await track.selectOption("1");
  findings.same("another track", (await shown(page)).step, "Lecture");
  await page.locator("body").click({ position: { x: 2, y: 2 } });
  let now = await press(page, "Space", "r");
  findings.same("its free time", [now.next, now.drift], ["Ensuite, à 9 h 25 : Échange (15 min)", "5 min de retard"]);
  now = await press(page, "ArrowRight", "ArrowRight");
  findings.same("free time", [now.step, now.left], ["Temps libre", "5:00"]);
  await day.selectOption("0");
  findings.same("another day", (await shown(page)).step, "Ouverture");
  await page.context().close();
}

async function keyboard(browser, url, findings) {
  const page = await open(browser, url, NINE);
  const reached = [];
  for (let tabs = 0; tabs < 14; tabs += 1) {
    await page.keyboard.press("Tab");
    reached.push(await page.evaluate(() => {
      const { tagName, dataset, id } = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      const seen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
      return `${dataset.action ?? (id || tagName)}${seen ? "" : " without focus"}`;
    }));
  }
  findings.same("reached by keyboard", reached.slice(0, 11), [
    "A", "SELECT", "toggle", "previous", "next", "extend", "recover", "undo", "full", "SUMMARY", "SUMMARY",
  ]);
  const page2 = await open(browser, url, NINE);
  await page2.locator("[data-action=toggle]").focus();
  findings.same("a button by the space bar", (await press(page2, "Space")).mood, "En cours");
  await page2.locator("[data-action=next]").focus();
  findings.same("which does what the button says", (await press(page2, "Space")).step, "Exposé");
  await press(page2, "ArrowLeft");
  await page2.locator("summary").first().click();
  await page2.locator("#letters").uncheck();
  findings.same("letters can be switched off", (await press(page2, "+")).left, "20:00");
  findings.same("and arrows stay", (await press(page2, "ArrowRight")).step, "Exposé");
  await page.context().close();
  await page2.context().close();
}

async function circumstances(browser, url, findings) {
  const evening = await open(browser, url, "2026-11-12T20:00:00+01:00");
  const { drift, left } = await press(evening, "Space");
  findings.same("a rehearsal", [drift, left], ["À l’heure", "20:00"]);
  findings.same("is told", plain(await evening.locator("#rehearsal").textContent()), "Répétition : l’horloge suit le plan.");
  await evening.context().close();

  const calm = await open(browser, url, NINE, { reducedMotion: "reduce" });
  const moves = () => getComputedStyle(document.getElementById("bar"), "::before").transitionDuration;
  findings.same("reduced motion", await calm.evaluate(moves), "0s");
  await calm.context().close();

  const still = await open(browser, url, NINE, { javaScriptEnabled: false });
  findings.same("without script", await still.locator("#plain tbody tr").count(), 9);
  findings.same("no controls without script", await still.locator("button:visible").count(), 0);
  findings.same("a first row", plain(await still.locator("#plain tbody tr").first().innerText()), "9 h\tOuverture\t20 min");
  await still.context().close();
  const source = await (await browser.newPage()).goto(url).then((answer) => answer.text());
  findings.same("no notes", source.includes("Secret"), false);
}

async function accessible(browser, url, findings) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [320, 1280]) {
      const page = await open(browser, url, NINE, { colorScheme, viewport: { width, height: 720 } });
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      await press(page, "Space");
      for (const minutes of [1, 16, 2.5, 2]) {
        await page.clock.runFor(minutes * MINUTE);
        await page.evaluate(axe);
        await page.clock.resume();
        const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
        const { mood } = await shown(page);
        findings.same(`axe, ${colorScheme}, ${width} px, ${mood}`, violations.map(({ id }) => id), []);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        findings.same(`${width} px, ${mood}: wider than the screen`, Math.max(0, wider), 0);
      }
      await page.context().close();
    }
  }
}

async function findings(browser, source, url, parts) {
  const found = new Findings();
  const page = await browser.newPage();
  for (const part of parts) {
    try {
      await (part === replanning ? replanning(page, source, found) : part(browser, url, found));
    } catch (error) {
      found.found.push(`${part.name}: ${error.message.split("\n")[0]}`);
    }
  }
  await page.close();
  return found.found;
}

// What is broken, as a change of the page's text, and the part that must see it.
const DEFECTS = [
  [replanning, "length * 0.2", "length * 0.3"],
  [replanning, "a.cut[0] - b.cut[0]", "b.cut[0] - a.cut[0]"],
  [replanning, "fixed ? Math.max(at, start) : at", "at"],
  [replanning, 'for (const place of of("free"))', 'for (const place of of("none"))'],
  [replanning, 'for (const place of of("buffer"))', 'for (const place of of("none"))'],
  [replanning, '["step", "talk"].includes', '["step", "talk", "pause"].includes'],
  [replanning, "while (seconds < 0", "while (false"],
  [replanning, "Math.max(units[place].least, units[place].cut[1])", "units[place].cut[1]"],
  [ordinary, "actions[action]();", "actions[action]();actions[action]();"],
  [ordinary, "const SHAPES", 'new Image().src = "https://example.org/"; const SHAPES'],
  [announcements, "if (told === is) return;", ""],
  [announcements, 'role="status"', ""],
  [announcements, "[data-mood=soon]", "[data-mood=never]"],
  [longer, "const EXTRA = 5 * 60;", "const EXTRA = 4 * 60;"],
  [longer, "sessionStorage.setItem", "void"],
  [tracks, "tracks[place] ?? 0].units", "0].units"],
  [keyboard, 'if (event.key === " " && control) return;', ""],
  [keyboard, ":focus-visible{outline:3px solid", ":focus-visible{outline:0px solid"],
  [circumstances, "(prefers-reduced-motion:no-preference)", "all"],
  [circumstances, "const REHEARSAL = 60 * 60;", "const REHEARSAL = 60 * 60 * 24;"],
  [accessible, "--now:#ffa62b;--on-now:#000", "--now:#ffa62b;--on-now:#fff"],
];

const [replan, screen] = process.argv.slice(2).map((path) => readFileSync(path, "utf8"));
const folder = mkdtempSync(join(tmpdir(), "atelier-screen-"));
const browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS });
const write = (text) => {
  const file = join(folder, "screen.html");
  writeFileSync(file, text);
  return pathToFileURL(file).href;
};
try {
  const parts = [replanning, ordinary, announcements, longer, tracks, keyboard, circumstances, accessible];
  const wrong = await findings(browser, replan, write(screen), parts);
  for (const finding of wrong) console.log(finding);
  let missed = 0;
  for (const [part, before, after] of DEFECTS) {
    const changed = [replan, screen].map((text) => text.replace(before, after));
    const planted = changed[0] !== replan || changed[1] !== screen;
    if (!planted || (await findings(browser, changed[0], write(changed[1]), [part])).length === 0) {
      console.log(`not found: ${after || `without ${before}`}`);
      missed += 1;
    }
  }
  console.log(`the room screen: ${wrong.length} wrong; ${DEFECTS.length} planted defects, ${missed} missed`);
  process.exitCode = wrong.length + missed > 0 ? 1 : 0;
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
