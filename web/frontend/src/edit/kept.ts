// The document is kept in this browser, under the name of the spec that it began as.
const PREFIX = "rnngraph:";

export interface Kept {
  text: string;
  /** Of the file that it began as; another digest means that the file has changed since. */
  digest: string | null;
}

export function keep(name: string, kept: Kept): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(kept));
  } catch {
    // No room, or a browser that keeps nothing: the page goes on without.
  }
}

export function kept(name: string): Kept | null {
  try {
    const found = JSON.parse(localStorage.getItem(PREFIX + name) ?? "null") as Kept | null;
    return typeof found?.text === "string" ? found : null;
  } catch {
    return null;
  }
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // As above.
  }
}
