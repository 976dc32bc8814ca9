// Five whys in groups of about four. What a request and an answer hold: `atelier plugin contract`.

const MINUTE = 60;
const FEWEST = 2;
const WHYS = 5;
const GROUP = 4;
// More groups than that do not tell each other one by one: they walk around and read.
const MOST_TELLING = 6;

const minutes = (least, ideal, most) => ({ min: least * MINUTE, ideal: ideal * MINUTE, max: most * MINUTE });

const step = (id, times, args, more) => ({
  id,
  text: id,
  args: JSON.stringify(args),
  ...times,
  weight: 1,
  cut: undefined,
  play: { seating: "groups", round: 1 },
  data: "null",
  extra: "",
  ...more,
});

// Sizes that differ by one at most, the larger groups first.
const split = (people) => {
  const groups = Math.max(1, Math.round(people / GROUP));
  const small = Math.floor(people / groups);
  return Array.from({ length: groups }, (_, index) => small + (index < people % groups ? 1 : 0));
};

// How the groups hear of each other: not at all when there is one.
const sharing = (groups) => {
  if (groups === 1) return [];
  const cut = { rank: 1, keep: 2 * MINUTE };
  if (groups > MOST_TELLING) {
    return [step("gallery", minutes(5, 8, 12), { groups }, { cut })];
  }
  const least = Math.max(groups, 3);
  return [step("share", minutes(least, least + 1, 2 * least), { groups }, { cut })];
};

// The steps, with their bounds. In a larger group, a turn takes longer: so does each why.
const script = (request) => {
  if (request.people < FEWEST) {
    const args = JSON.stringify({ people: request.people, least: FEWEST, instead: [] });
    throw [{ severity: "error", about: "people", text: "too-few", args, value: undefined, extra: "" }];
  }
  const { question = null } = JSON.parse(request.settings);
  const sizes = split(request.people);
  const turn = Math.max(sizes[0], 3);
  return {
    question,
    sizes,
    before: [step("problem", minutes(3, 4, 7), { question })],
    whys: Array.from({ length: WHYS }, (_, index) =>
      step(`why-${index + 1}`, minutes(2, turn, turn + 2), { why: index + 1, whys: WHYS }, { text: "why" }),
    ),
    after: [
      step("back", minutes(2, 3, 5), {}, { cut: { rank: 2, keep: 0 } }),
      step("cause", minutes(4, 5, 8), {}),
      ...sharing(sizes.length),
    ],
  };
};

const sum = (steps, time) => steps.reduce((total, each) => total + each[time], 0);

// Gives each step of `steps` its time: from its least, a minute in turn, to its ideal first and then to its most.
const fill = (steps, seconds) => {
  const filled = steps.map((each) => ({ ...each, ideal: each.min }));
  let left = seconds - sum(steps, "min");
  for (const end of ["ideal", "max"]) {
    for (let given = true; given && left > 0; ) {
      given = false;
      steps.forEach((each, index) => {
        const more = Math.min(MINUTE, left, each[end] - filled[index].ideal);
        filled[index].ideal += more;
        left -= more;
        given ||= more > 0;
      });
    }
  }
  return filled;
};

// The whys get equal times, whole minutes; the others take what is left, as near to their ideal as can be.
const timed = ({ before, whys, after }, seconds) => {
  const others = [...before, ...after];
  const away = (time) => Math.abs(seconds - WHYS * time - sum(others, "ideal"));
  const fits = (time) => {
    const left = seconds - WHYS * time;
    return left >= sum(others, "min") && left <= sum(others, "max");
  };
  let best;
  for (let time = whys[0].min; time <= whys[0].max; time += MINUTE) {
    if (fits(time) && (best === undefined || away(time) < away(best))) best = time;
  }
  const filled = fill(others, seconds - WHYS * best);
  const share = filled.at(-1);
  if (share.text === "share") {
    const { groups } = JSON.parse(share.args);
    share.args = JSON.stringify({ groups, each: Math.floor(share.ideal / groups / 15) * 15 });
  }
  return [filled[0], ...whys.map((each) => ({ ...each, ideal: best })), ...filled.slice(1)];
};

export const planning = {
  lengths(request) {
    const { before, whys, after } = script(request);
    const all = [...before, ...whys, ...after];
    return [{ min: sum(all, "min"), ideal: sum(all, "ideal"), max: sum(all, "max"), extra: "" }];
  },

  plan(request) {
    const plan = script(request);
    const { question, sizes } = plan;
    const extra = "";
    const handout = (id, data) => ({
      id,
      template: id,
      audience: "table",
      paper: "a4",
      copies: 1,
      shared: false,
      data: JSON.stringify(data),
      extra,
    });
    const supply = (item, quantity) => ({ item, quantity, unit: "piece", reused: true, extra });
    const known = sizes.map((_, index) => (sizes.length > 1 ? [String(index + 1)] : []));
    const columns = ["problem", "cause", "action", "who", "when"];
    return {
      steps: timed(plan, request.seconds),
      seatings: [
        {
          id: "groups",
          mode: "plain",
          sizes,
          rounds: 1,
          within: undefined,
          roles: [{ id: "scribe", perTable: 1, stays: false, extra }],
          explicit: [],
          caps: [],
          spareSeats: 0,
          extra,
        },
      ],
      handouts: [handout("chain", { question, whys: WHYS }), handout("rule", null)],
      supplies: [supply("pen", sizes.length), supply("timer", 1)],
      sheets: [
        {
          id: "causes",
          columns: sizes.length > 1 ? ["group", ...columns] : columns,
          rows: known.map((row) => [...row, ...columns.map(() => "")]),
          extra,
        },
      ],
      warnings: [],
      extra,
    };
  },
};
