// Which cards are shown, and in which order.

export interface Entry {
  card: HTMLElement;
  index: number;
  words: string;
  tags: string[];
  title: string;
  params: number;
  layers: number;
  errors: number;
}

export interface Wanted {
  words: string[];
  tags: string[];
  order: string;
}

/** Every word somewhere in what a card says, and every tag on it. */
export function matches(entry: Entry, wanted: Wanted): boolean {
  return (
    wanted.words.every((word) => entry.words.includes(word)) && wanted.tags.every((tag) => entry.tags.includes(tag))
  );
}

/** Orders by their names in the page; `folder` is the server's. */
export const ORDERS: Record<string, (a: Entry, b: Entry) => number> = {
  folder: (a, b) => a.index - b.index,
  name: (a, b) => a.title.localeCompare(b.title),
  params: (a, b) => b.params - a.params,
  layers: (a, b) => b.layers - a.layers,
  errors: (a, b) => b.errors - a.errors,
};
