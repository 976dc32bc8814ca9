// Three rounds in pairs, or two when time is short. What a request and an answer hold: `atelier plugin contract`.
// `log("…")` and `console.log` write lines that are shown when a call fails; an exception is shown with its line.

const FEWEST = 4;
const MINUTE = 60;

// A step that lasts `least` to `most` minutes. Its words stand under [steps.<text>].
const step = (id, text, least, ideal, most, more = {}) => ({
  id,
  text,
  args: "{}",
  min: least * MINUTE,
  ideal: ideal * MINUTE,
  max: most * MINUTE,
  weight: 1,
  cut: undefined,
  play: undefined,
  data: "null",
  extra: "",
  ...more,
});

const script = (rounds, question) => [
  step("welcome", "welcome", 2, 3, 5, { args: JSON.stringify({ question }) }),
  ...Array.from({ length: rounds }, (_, index) =>
    step(`talk-${index + 1}`, "talk", 4, 5, 8, {
      args: JSON.stringify({ round: index + 1 }),
      play: { seating: "pairs", round: index + 1 },
    }),
  ),
  step("harvest", "harvest", 1, 3, 10),
];

const sum = (steps, time) => steps.reduce((total, each) => total + each[time], 0);

// The best first.
const scripts = (request) => {
  const { question = null } = JSON.parse(request.settings);
  if (request.people < FEWEST) {
    const args = JSON.stringify({ people: request.people, least: FEWEST, instead: [] });
    throw [{ severity: "error", about: "people", text: "too-few", args, value: undefined, extra: "" }];
  }
  return [script(3, question), script(2, question)];
};

// Gives the seconds that are left to the steps in turn, a minute each, from their least.
const fill = (steps, seconds) => {
  let left = seconds - sum(steps, "min");
  const filled = steps.map((each) => ({ ...each, ideal: each.min }));
  while (left > 0) {
    for (const each of filled) {
      const more = Math.min(MINUTE, left, each.max - each.ideal);
      each.ideal += more;
      left -= more;
    }
  }
  return filled;
};

// Two by two; the last one left over makes a three.
const pairs = (people) => {
  const sizes = Array(Math.floor(people / 2)).fill(2);
  if (people % 2 === 1) sizes[0] = 3;
  return sizes;
};

export const planning = {
  lengths(request) {
    const [three, two] = scripts(request).map((steps) => ({
      min: sum(steps, "min"),
      ideal: sum(steps, "ideal"),
      max: sum(steps, "max"),
      extra: "",
    }));
    // Where both could last as long, it is three rounds.
    const most = Math.min(two.max, three.min - MINUTE);
    return [{ ...two, ideal: Math.min(two.ideal, most), max: most }, three];
  },

  plan(request) {
    const [three, two] = scripts(request);
    const steps = fill(request.seconds >= sum(three, "min") ? three : two, request.seconds);
    const sizes = pairs(request.people);
    const rounds = steps.filter((each) => each.play).length;
    const extra = "";
    return {
      steps,
      seatings: [
        { id: "pairs", mode: "plain", sizes, rounds, within: undefined, roles: [], explicit: [], caps: [], spareSeats: 0, extra },
      ],
      handouts: [
        { id: "card", template: "card", audience: "participant", paper: "a4", copies: 1, shared: false, data: "null", extra },
      ],
      supplies: [{ item: "pen", quantity: request.people, unit: "piece", reused: true, extra }],
      sheets: [{ id: "heard", columns: ["heard"], rows: sizes.map(() => [""]), extra }],
      warnings: [],
      extra,
    };
  },
};
