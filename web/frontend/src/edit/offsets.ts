// The server counts characters (code points), the browser UTF-16 units.
import type { Text } from "@codemirror/state";

/** How many characters stand before a place. */
export function toCharacters(text: string, at: number): number {
  let count = 0;
  for (let index = 0; index < at; index++) if (!isSecondHalf(text, index)) count++;
  return count;
}

/** The place of the character with that many before it. */
export function toUnits(text: string, characters: number): number {
  let at = 0;
  for (let left = characters; left > 0 && at < text.length; left--) at += isSecondHalf(text, at + 1) ? 2 : 1;
  return at;
}

/** The place of a line and a column, both from 1; of one beyond its line, the line's end. */
export function place(doc: Text, line: number | null, column: number | null): number {
  const found = doc.line(Math.min(Math.max(line ?? 1, 1), doc.lines));
  return found.from + toUnits(found.text, (column ?? 1) - 1);
}

function isSecondHalf(text: string, at: number): boolean {
  const [unit, before] = [text.charCodeAt(at), text.charCodeAt(at - 1)];
  return unit >= 0xdc00 && unit < 0xe000 && before >= 0xd800 && before < 0xdc00;
}
