// What becomes of a day that runs late. Nothing here knows the page: times are seconds, `units` are the steps,
// pauses and talks of one day in order, each
//   { start, end, least, cut: [rank, keep] or null, block, kind, fixed }
// with its planned times, the shortest it makes sense, what the run sheet says about cutting it, the number of its
// block, and whether its start is promised. `lengths` are how long they are to be as things stand.

/** How urgent a step is: the share of it that is left decides. */
export function urgency(left, length) {
  if (left <= 0) return "over";
  if (left <= length * 0.05) return "last";
  if (left <= length * 0.2) return "soon";
  return "calm";
}

/** The planned length of every unit. */
export function planned(units) {
  return units.map(({ start, end }) => end - start);
}

/** When the units after `index` start and end, once that one ends at `end`. What is promised never starts early. */
export function timetable(units, lengths, index, end) {
  let at = end;
  return units.map(({ start, fixed }, place) => {
    if (place <= index) return null;
    const begins = fixed ? Math.max(at, start) : at;
    at = begins + lengths[place];
    return { start: begins, end: at };
  });
}

/**
 * New lengths for the units after `index`, once that one ends at `end`, so that what is promised starts on time and
 * the day ends on time. In this order: free time is used up; what the run sheet lists is shortened, in its order;
 * the other steps are, a minute each in turn; the margin before the end is used; what the run sheet lets go is left
 * out, in its order. Pauses keep their length. What cannot be won back before a promised start is tried after it.
 */
export function replan(units, index, end) {
  const lengths = planned(units);
  let at = end;
  for (const { from, to, until } of stretches(units, index + 1)) {
    const begins = units[from]?.fixed ? Math.max(at, units[from].start) : at;
    const places = range(from, to);
    const needed = () => begins + sum(places.map((place) => lengths[place])) - until;
    save(units, lengths, places, needed());
    at = until + Math.max(0, needed());
  }
  return { lengths, late: Math.max(0, at - units[units.length - 1].end) };
}

/** From one promised start to the next, and to the end of the day. */
function stretches(units, first) {
  const starts = range(first, units.length).filter((place) => place === first || units[place].fixed);
  return starts.map((from, number) => {
    const to = starts[number + 1] ?? units.length;
    return { from, to, until: to < units.length ? units[to].start : units[to - 1].end };
  });
}

/** Takes so many seconds from the units at these places. */
function save(units, lengths, places, seconds) {
  let given = [];
  const take = (place, most) => {
    const taken = Math.min(most, seconds);
    if (taken <= 0) return;
    lengths[place] -= taken;
    seconds -= taken;
    given.push({ place, taken });
  };
  const of = (kind) => places.filter((place) => units[place].kind === kind);
  const listed = places.filter((place) => units[place].cut).sort((a, b) => sheetOrder(units[a], units[b]) || a - b);

  for (const place of of("free")) take(place, lengths[place]);
  for (const place of listed) take(place, lengths[place] - Math.max(units[place].least, units[place].cut[1]));
  const slack = (place) => lengths[place] - units[place].least;
  const others = places.filter((place) => !units[place].cut && ["step", "talk"].includes(units[place].kind));
  while (seconds > 0 && others.some((place) => slack(place) > 0)) {
    const widest = others.reduce((best, place) => (slack(place) > slack(best) ? place : best));
    take(widest, Math.min(60, slack(widest)));
  }
  for (const place of of("buffer")) take(place, lengths[place]);
  for (const place of listed) {
    const kept = units[place].cut[1];
    if (seconds <= 0 || lengths[place] <= kept) continue;
    seconds -= lengths[place] - kept;
    lengths[place] = kept;
    given = given.filter((gift) => gift.place !== place);
    // A step is left out whole: what that saves too much goes back to those that gave last.
    while (seconds < 0 && given.length > 0) {
      const last = given.pop();
      const back = Math.min(last.taken, -seconds);
      lengths[last.place] += back;
      seconds += back;
      if (back < last.taken) given.push({ place: last.place, taken: last.taken - back });
    }
  }
}

/** Block by block, and in a block what hurts least first. */
function sheetOrder(a, b) {
  return a.block - b.block || a.cut[0] - b.cut[0];
}

function range(from, to) {
  return Array.from({ length: Math.max(0, to - from) }, (_, place) => from + place);
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
