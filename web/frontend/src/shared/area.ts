// Parts of a drawing, and where they are put in a room.

/** A part of the drawing, in its own points. */
export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What a box takes of its drawing. It is read off its outline, so that a drawing need not be laid out for it. */
export function areaOf(box: Element | null): Area | null {
  const outline = box?.querySelector("path, polygon");
  const numbers = (outline?.getAttribute("d") ?? outline?.getAttribute("points") ?? "").match(/-?[\d.]+/g)?.map(Number);
  const moved = /translate\((-?[\d.]+)[ ,]+(-?[\d.]+)\)/.exec(box?.closest(".graph")?.getAttribute("transform") ?? "");
  if (!numbers || !moved) return null;
  const [xs, ys] = [numbers.filter((_, index) => index % 2 === 0), numbers.filter((_, index) => index % 2 === 1)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x: x + Number(moved[1]), y: y + Number(moved[2]), width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** The least area that holds both. */
export function around(one: Area, other: Area): Area {
  const [x, y] = [Math.min(one.x, other.x), Math.min(one.y, other.y)];
  const right = Math.max(one.x + one.width, other.x + other.width);
  const bottom = Math.max(one.y + one.height, other.y + other.height);
  return { x, y, width: right - x, height: bottom - y };
}

/** Where a length begins in a room: in its middle, or if it is longer, so that `middle` is as near that as its ends allow. */
export function start(from: number, room: number, length: number, middle: number): number {
  if (length <= room) return from + (room - length) / 2;
  return from + between(room - length, room / 2 - middle, 0);
}

/** A place on a length or within reach of it; what is farther is brought to its nearer end. */
export function near(place: number, length: number, reach: number): number {
  return place > -reach && place < length + reach ? place : between(0, place, length);
}

export function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
