// The room screen: shows the step that is on, and what comes next. Stands after replan.js in the page.

const KEPT = "atelier-screen";
const SHAPES = { calm: "●", soon: "▲", last: "■", over: "■", paused: "❚❚", ready: "○", done: "✓" };
const EXTRA = 5 * 60;
// Started further than this from its time, a step is rehearsed: the clock of the screen is set to the plan.
const REHEARSAL = 60 * 60;
const MOST_UNDONE = 20;

const { title, days, words } = JSON.parse(document.getElementById("plan").textContent);
const at = (id) => document.getElementById(id);

// What is kept when the page is loaded again. `began` is when the step that is on was begun, `started` the same
// without the time that the clock was stopped, `length` how long it is, `left` what remains of it while the clock is
// stopped; `lengths` are those of all steps as they are to be, `shift` is what the clock differs from the machine's.
let state;
let units;
let past = [];
let told;

/* The day and its tracks */

const two = (number) => String(number).padStart(2, "0");

function today() {
  const now = new Date();
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function clock() {
  const now = new Date();
  return now.getHours() * 3600 + now.getMinutes() * 60 + now.getSeconds() + now.getMilliseconds() / 1000 + state.shift;
}

/** The units of a day, with those of the chosen tracks. */
function unitsOf(day, tracks) {
  return days[day].entries.flatMap((entry, place) => (entry.tracks ? entry.tracks[tracks[place] ?? 0].units : [entry]));
}

function begin(day, tracks) {
  state = { day, tracks, phase: "ready", index: 0, shift: 0, began: 0, started: 0, left: 0, length: 0, lengths: [] };
  past = [];
  units = unitsOf(day, tracks);
  state.lengths = planned(units);
  const now = clock();
  const dated = days[day].date;
  const on = units.findIndex((unit) => unit.start <= now && now < unit.end);
  if ((!dated || dated === today()) && on > 0) state.index = on;
  state.length = state.lengths[state.index];
}

/* What is true now */

const unit = () => units[state.index];

function left() {
  return state.phase === "running" ? state.started + state.length - clock() : state.left;
}

/** When the step that is on will end, as far as can be told. */
function ending() {
  if (state.phase === "ready") return Math.max(clock(), unit().start) + state.length;
  return clock() + Math.max(0, left());
}

/** Seconds behind the plan; less than nothing when ahead of it. */
function drift() {
  if (state.phase === "ready") {
    const late = clock() - unit().start;
    return late > 0 && late <= REHEARSAL ? late : 0;
  }
  return state.phase === "done" ? 0 : ending() - unit().end;
}

function neighbour(step) {
  let place = state.index + step;
  while (units[place] && state.lengths[place] <= 0) place += step;
  return units[place] ? place : null;
}

/* What can be done */

function remember() {
  past.push(JSON.stringify(state));
}

function go(place, length) {
  state.index = place;
  state.length = length;
  state.left = length;
  state.began = clock();
  state.started = state.began;
  told = undefined;
}

const actions = {
  toggle() {
    if (state.phase === "done") return;
    remember();
    if (state.phase === "running") {
      state.left = left();
      state.phase = "paused";
      say(words.paused_said);
      return;
    }
    if (state.phase === "ready") {
      const away = unit().start - clock();
      state.shift = Math.abs(away) > REHEARSAL ? state.shift + away : 0;
      state.left = state.length;
      state.began = clock();
      sayStep();
    } else {
      say(words.resumed_said);
    }
    state.started = clock() - (state.length - state.left);
    state.phase = "running";
    keepAwake();
  },
  next() {
    const place = neighbour(1);
    if (state.phase === "done" || (place === null && state.phase === "ready")) return;
    remember();
    if (place === null) {
      state.phase = "done";
      say(words.done);
      return;
    }
    go(place, state.lengths[place]);
    sayStep();
  },
  previous() {
    const place = state.phase === "done" ? state.index : neighbour(-1);
    if (place === null) return;
    remember();
    if (state.phase === "done") state.phase = "running";
    go(place, state.lengths[place]);
    sayStep();
  },
  extend() {
    if (state.phase === "ready" || state.phase === "done") return;
    remember();
    const remaining = Math.max(0, left()) + EXTRA;
    state.length += remaining - left();
    state.left = remaining;
    told = undefined;
    recover(words.extended);
  },
  recover() {
    if (state.phase === "done") return;
    remember();
    recover("");
  },
  undo() {
    if (past.length === 0) return say(words.nothing_to_undo);
    state = JSON.parse(past.pop());
    units = unitsOf(state.day, state.tracks);
    told = undefined;
    say(words.undone);
  },
  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.();
  },
};

/** Plans what remains again, and says what that changed. */
function recover(before) {
  const { lengths, late } = replan(units, state.index, ending());
  const changed = units.map((unit, place) => ({ unit, from: state.lengths[place], to: lengths[place] }));
  const later = changed.filter(({ from, to }, place) => place > state.index && Math.abs(from - to) >= 1);
  for (let place = state.index + 1; place < units.length; place += 1) state.lengths[place] = lengths[place];
  const names = later.map(({ unit, to }) =>
    fill(to > 0 ? words.changed : words.left_out, { step: name(unit), length: duration(to) }),
  );
  const result = names.length > 0 ? names.join(" ") : words.unchanged;
  const end = late >= 60 ? fill(words.ends_late, { length: duration(late) }) : "";
  state.news = [before, result, end].filter(Boolean).join(" ");
  say(state.news);
}

async function keepAwake() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // The screen may then go dark: so it would have without.
  }
}

/* Words */

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/** A number and its unit stay on one line. */
const unbroken = (text) => text.replaceAll(" ", "\u00a0");

function time(seconds) {
  const minutes = Math.round(seconds / 60);
  const values = { hour: Math.floor(minutes / 60) % 24, minute: two(minutes % 60) };
  return unbroken(fill(minutes % 60 === 0 ? words.hour : words.time, values));
}

function duration(seconds) {
  const minutes = Math.max(1, Math.round(seconds / 60));
  const values = { hours: Math.floor(minutes / 60), minutes: minutes % 60, minute: two(minutes % 60) };
  values.seconds = Math.max(0, Math.round(seconds));
  const text = minutes % 60 === 0 ? words.whole_hours : minutes < 60 ? words.minutes : words.hours;
  return unbroken(fill(values.seconds < 60 ? words.seconds : text, values));
}

/** Hours, minutes and seconds as on a stopwatch. */
function countdown(seconds) {
  // A thousandth is what sums of seconds can be off by.
  const whole = seconds < 0 ? Math.floor(0.001 - seconds) : Math.ceil(seconds - 0.001);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, two(whole % 60)];
  const digits = hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
  return seconds < 0 && whole > 0 ? `+${digits}` : digits;
}

const name = ({ step, title }) => step ?? title;

/** Said twice, the same words differ by a space: else they would not be announced. */
function say(text) {
  const said = at("said");
  said.textContent = said.textContent === text ? `${text}\u00a0` : text;
}

function sayStep() {
  state.news = "";
  const values = { step: name(unit()), length: duration(state.length), end: time(ending()) };
  say(fill(words.step_said, values));
}

/* The page */

function show(id, text) {
  const element = at(id);
  if (element.textContent !== text) element.textContent = text;
}

function mood() {
  return state.phase === "running" ? urgency(left(), state.length) : state.phase;
}

function driftWords(seconds, end) {
  if (state.phase === "done") return "";
  const minutes = Math.round(Math.abs(seconds) / 60);
  const text = seconds > 0 ? words.late : words.early;
  const away = minutes === 0 ? words.on_time : fill(text, { length: duration(minutes * 60) });
  const over = end - units[units.length - 1].end >= 60;
  return over ? `${away} · ${fill(words.end_at, { end: time(end) })}` : away;
}

function draw() {
  const is = mood();
  const times = timetable(units, state.lengths, state.index, ending());
  const after = neighbour(1);
  const share = state.phase === "ready" ? 1 : Math.min(1, Math.max(0, left() / state.length));
  document.body.dataset.mood = is;
  show("block", unit().step ? unit().title : "");
  show("step", state.phase === "done" ? words.done : name(unit()));
  show("left", state.phase === "done" ? "" : countdown(state.phase === "ready" ? state.length : left()));
  show("shape", SHAPES[is]);
  show("mood", state.phase === "done" ? "" : words[is]);
  at("bar").style.setProperty("--share", share.toFixed(4));
  show("next", after === null || state.phase === "done" ? words.last_step : fill(words.next, {
    time: time(times[after].start), step: name(units[after]), length: duration(state.lengths[after]),
  }));
  const last = times[units.length - 1]?.end ?? ending();
  show("drift", driftWords(drift(), last));
  show("clock", time(Math.floor(clock() / 60) * 60));
  show("rehearsal", state.shift ? words.rehearsal : "");
  show("news", state.news ?? "");
  show("toggle-word", state.phase === "running" ? words.stop : words.start);
  document.title = `${name(unit())} · ${title}`;
  drawTable(times);
  tell(is);
}

function drawTable(times) {
  const rows = at("rows").rows;
  units.forEach((unit, place) => {
    const row = rows[place];
    const [start, , length] = row.cells;
    const on = place === state.index;
    const begins = times[place]?.start ?? (on && state.phase !== "ready" ? state.began : unit.start);
    const lasts = on ? state.length : state.lengths[place];
    const texts = [time(begins), lasts > 0 ? duration(lasts) : words.out];
    if (start.textContent !== texts[0]) start.textContent = texts[0];
    if (length.textContent !== texts[1]) length.textContent = texts[1];
    if (on) row.setAttribute("aria-current", "step");
    else row.removeAttribute("aria-current");
  });
}

/** The rows of the day: their times are filled in by `drawTable`. */
function buildTable() {
  const rows = units.map((unit) => {
    const row = document.createElement("tr");
    const what = document.createElement("td");
    what.textContent = unit.step ? `${unit.title} · ${unit.step}` : unit.title;
    row.append(document.createElement("td"), what, document.createElement("td"));
    return row;
  });
  at("rows").replaceChildren(...rows);
}

/** Announces that the step is nearly over, once each. */
function tell(is) {
  if (told === undefined) told = is;
  if (told === is) return;
  if (["soon", "last", "over"].includes(is) && told !== "paused") {
    say(is === "over" ? words.over : fill(words.left_said, { mood: words[is], length: duration(left()) }));
  }
  told = is;
}

/* Choices, keys and buttons */

function option(text, value) {
  const element = document.createElement("option");
  element.textContent = text;
  element.value = value;
  return element;
}

function choice(label, texts, chosen, choose) {
  const element = document.createElement("label");
  const select = document.createElement("select");
  select.append(...texts.map((text, value) => option(text, value)));
  select.value = chosen;
  select.addEventListener("change", () => choose(Number(select.value)));
  element.append(`${label} `, select);
  return element;
}

function buildChoices() {
  const { day, tracks } = state;
  const renew = (day, tracks) => {
    begin(day, tracks);
    keep();
    build();
  };
  const list = [];
  if (days.length > 1) list.push(choice(words.day, days.map((day) => day.title), day, (chosen) => renew(chosen, {})));
  days[day].entries.forEach((entry, place) => {
    if (!entry.tracks) return;
    const label = fill(words.track, { time: time(entry.start) });
    const titles = entry.tracks.map((track) => track.title);
    list.push(choice(label, titles, tracks[place] ?? 0, (chosen) => renew(day, { ...tracks, [place]: chosen })));
  });
  at("choices").replaceChildren(...list);
}

function build() {
  buildChoices();
  buildTable();
  draw();
}

// The arrows, and the page keys of a remote control.
const KEYS = { ArrowRight: "next", PageDown: "next", ArrowLeft: "previous", PageUp: "previous", " ": "toggle" };
const LETTERS = { "+": "extend", r: "recover", z: "undo", f: "full" };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.("select")) return;
  const control = event.target.closest?.("button, input, summary");
  if (event.key === " " && control) return;
  const letter = at("letters").checked ? LETTERS[event.key.toLowerCase()] : undefined;
  const action = KEYS[event.key] ?? letter;
  if (!action) return;
  event.preventDefault();
  act(action);
});

for (const button of document.querySelectorAll("button[data-action]")) {
  button.addEventListener("click", () => act(button.dataset.action));
}

function act(action) {
  actions[action]();
  keep();
  draw();
}

function keep() {
  const plan = at("plan").textContent;
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ plan, state, past: past.slice(-MOST_UNDONE) }));
  } catch {
    // Where nothing can be kept, the day begins anew when the page is loaded again.
  }
}

/** What was on before the page was loaded again. */
function kept() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT));
    return kept?.plan === at("plan").textContent ? kept : null;
  } catch {
    return null;
  }
}

const before = kept();
if (before) {
  ({ state, past } = before);
  units = unitsOf(state.day, state.tracks);
} else {
  begin(Math.max(0, days.findIndex(({ date }) => date === today())), {});
}
at("plain").remove();
at("room").hidden = false;
build();
setInterval(draw, 250);
