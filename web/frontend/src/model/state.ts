// What a model page shows, kept in its address: the part that the server draws by, and the reader's own.

export interface State {
  layout: "down" | "right" | null;
  collapse: string[];
  inside: string | null;
  unrolled: number | null;
  hide: string[];
  /** Nothing is closed because the reader wants it so: the address of a large model alone would have it closed. */
  open: "all" | null;
  /** What the page itself leaves out or adds: `states` are hidden, `cudnn` is coloured. */
  without: string[];
  colour: string | null;
  layer: string | null;
  tab: string | null;
  /** Centre in the drawing's own points, and scale; null: all of it. */
  at: [number, number, number] | null;
}

export function readState(search: string): State {
  const query = new URLSearchParams(search);
  const layout = query.get("layout");
  const unrolled = Number(query.get("unrolled"));
  const at = (query.get("at") ?? "").split(",").map(Number);
  const isPlace = at.length === 3 && at.every(Number.isFinite) && Number(at[2]) > 0;
  return {
    layout: layout === "down" || layout === "right" ? layout : null,
    collapse: query.getAll("collapse"),
    inside: query.get("inside"),
    unrolled: Number.isInteger(unrolled) && unrolled > 0 ? unrolled : null,
    hide: query.getAll("hide"),
    open: query.get("open") === "all" ? "all" : null,
    without: query.getAll("without"),
    colour: query.get("colour"),
    layer: query.get("layer"),
    tab: query.get("tab"),
    at: isPlace ? (at as [number, number, number]) : null,
  };
}

/** The address that shows a state. */
export function writeState(state: State): string {
  const query = queryOf(state, Object.keys(state) as (keyof State)[]);
  return query ? `?${query}` : location.pathname;
}

/** The part of it that the drawing depends on: a step, or the model over steps, has nothing to collapse. */
export function drawnBy(state: State): string {
  return queryOf(state, isPart(state) ? ["layout", "inside", "unrolled"] : ["layout", "collapse", "hide"]);
}

/** Whether something else than all of the model is seen: the inside of a layer, or its steps. */
export function isPart(state: State): boolean {
  return !!(state.inside || state.unrolled);
}

function queryOf(state: State, keys: (keyof State)[]): string {
  const query = new URLSearchParams();
  for (const key of keys) {
    const value = state[key];
    if (key === "at" && state.at) query.set("at", state.at.map((each) => Number(each.toFixed(2))).join(","));
    else if (Array.isArray(value)) for (const each of value) query.append(key, String(each));
    else if (value !== null) query.set(key, String(value));
  }
  return query.toString().replaceAll("%2F", "/").replaceAll("%2C", ",");
}

/** A list with a value in it or not. */
export function withValue(list: string[], value: string, present: boolean): string[] {
  const others = list.filter((each) => each !== value);
  return present ? [...others, value] : others;
}
