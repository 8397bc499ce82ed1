// Arrow keys over things that stand in rows and columns.

type Move = (links: HTMLElement[], at: number) => number;

const MOVES: Record<string, Move> = {
  ArrowRight: (links, at) => Math.min(at + 1, links.length - 1),
  ArrowLeft: (_, at) => Math.max(at - 1, 0),
  ArrowDown: (links, at) => beside(links, at, 1),
  ArrowUp: (links, at) => beside(links, at, -1),
  Home: () => 0,
  End: (links) => links.length - 1,
};

/** Moves the focus as a key says; false where the key says nothing. From outside it goes to the first. */
export function moveFocus(links: HTMLElement[], key: string): boolean {
  const move = MOVES[key];
  const at = links.indexOf(document.activeElement as HTMLElement);
  const to = move && links[at < 0 ? 0 : move(links, at)];
  to?.focus();
  to?.closest("li")?.scrollIntoView({ block: "nearest" });
  return !!to;
}

/** The nearest in the next row, or in the one before. */
function beside(links: HTMLElement[], at: number, step: 1 | -1): number {
  const places = links.map((link) => (link.closest("li") ?? link).getBoundingClientRect());
  const here = places[at];
  if (!here) return at;
  const rows = places.map((place) => Math.round(place.top)).filter((top) => (top - Math.round(here.top)) * step > 0);
  const row = step > 0 ? Math.min(...rows) : Math.max(...rows);
  const distances = places.map((place) =>
    Math.round(place.top) === row ? Math.abs(place.left - here.left) : Number.POSITIVE_INFINITY,
  );
  const least = Math.min(...distances);
  return Number.isFinite(least) ? distances.indexOf(least) : at;
}
