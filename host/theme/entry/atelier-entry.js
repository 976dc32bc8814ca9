// What `atelier plugin build` puts around a plugin.js. Whatever goes wrong in it is written to the log before the call
// ends, for nothing else of it would be known; so is an answer that is not what the contract asks for.
import * as plugin from "./plugin.js";
import { RECORDS } from "./atelier-records.js";

const MOST = 4294967295;

const PRIMITIVES = {
  string: (value) => typeof value === "string",
  bool: (value) => typeof value === "boolean",
  u32: (value) => Number.isInteger(value) && value >= 0 && value <= MOST,
};

const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

const shown = (value) => {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 60));
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value) ? "a list" : "an object";
};

const named = (type) => {
  if (typeof type === "string") return type;
  const [[kind, inner]] = Object.entries(type);
  return `${kind}<${named(inner)}>`;
};

// The first place in a value that is not of a type of the contract; nothing when all of it is.
const fault = (value, type, path) => {
  const wrong = () => `${path} is ${shown(value)}, and not ${named(type)}`;
  if (type.option) return value === undefined || value === null ? undefined : fault(value, type.option, path);
  if (type.list) {
    if (!Array.isArray(value)) return wrong();
    for (const [index, each] of value.entries()) {
      const found = fault(each, type.list, `${path}[${index}]`);
      if (found) return found;
    }
    return undefined;
  }
  if (PRIMITIVES[type]) return PRIMITIVES[type](value) ? undefined : wrong();
  if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong();
  for (const [name, inner] of Object.entries(RECORDS[type])) {
    const found = fault(value[camel(name)], inner, `${path}.${camel(name)}`);
    if (found) return found;
  }
  return undefined;
};

// Where an error arose: the first place in a file of the author's.
const place = (error) => {
  const places = String(error.stack).matchAll(/([\w./-]+\.m?js):(\d+)/g);
  for (const [, file, line] of places) {
    if (!file.includes("atelier-")) return ` (${file.replace(/^[./]+/, "")}:${line})`;
  }
  return "";
};

const fail = (name, why) => {
  log(`${name}: ${why}`);
  throw new Error(why);
};

const call = (name, answer, request) => {
  const print = (...values) => log(values.map((value) => (typeof value === "string" ? value : shown(value))).join(" "));
  globalThis.console = { log: print, info: print, warn: print, error: print, debug: print };
  let value;
  try {
    value = plugin.planning[name](request);
  } catch (error) {
    if (error instanceof Error) fail(name, `${error.name}: ${error.message}${place(error)}`);
    const found = fault(error, { list: "problem" }, "thrown");
    if (found) fail(name, found);
    throw error;
  }
  const found = fault(value, answer, "answer");
  if (found) fail(name, found);
  return value;
};

for (const name of ["lengths", "plan"]) {
  if (typeof plugin.planning?.[name] !== "function") throw new Error(`atelier-missing: planning.${name}`);
}

export const planning = {
  lengths: (request) => call("lengths", { list: "span" }, request),
  plan: (request) => call("plan", "draft", request),
};
