// How numbers and shapes are written: as on the pages that the server makes.
import type { Shape } from "./types";

/** A shape as Keras prints it; `?` where it is unknown. */
export function shapeText(shape: Shape | null): string {
  if (!shape) return "?";
  const sizes = shape.map((size) => (size === null ? "None" : String(size)));
  return sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(", ")})`;
}

/** A whole number with its thousands separated; `?` where it is unknown. */
export function countText(count: number | null): string {
  return count === null ? "?" : count.toLocaleString("en-US");
}

const UNITS = ["", " thousand", " million", " billion", " trillion"];

/** A large number in three digits and a word: `6.55 million`. */
export function largeText(count: number | null): string {
  return scaled(count, 1000, UNITS, 1e5);
}

/** Bytes in the largest binary unit that keeps the number above one. */
export function bytesText(bytes: number | null): string {
  return scaled(bytes, 1024, [" B", " KiB", " MiB", " GiB", " TiB", " PiB", " EiB"], 1024);
}

function scaled(number: number | null, base: number, units: string[], from: number): string {
  if (number === null) return "?";
  if (number < from) return `${countText(number)}${units[0]}`;
  let value = number;
  let unit = 0;
  while (value >= base && unit < units.length - 1) {
    value /= base;
    unit += 1;
  }
  return `${value.toLocaleString("en-US", { maximumSignificantDigits: Math.max(3, String(Math.floor(value)).length) })}${units[unit]}`;
}

/** A field's value as one reads it: a layer inside as `LSTM(units 64)`, all else as a spec has it. */
export function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
  if (typeof value === "string") return value;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const { type, ...fields } = value as Record<string, unknown>;
  const said = Object.entries(fields).map(([name, each]) => `${name} ${valueText(each)}`);
  return said.length ? `${type ?? ""}(${said.join(", ")})` : String(type);
}
