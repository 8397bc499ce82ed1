// Drafts are kept in this browser, each under what it began as: a spec, a template, the text of a link.
const PREFIX = "rnngraph:";
export const LINK = "link:";
/** Links are many, and each has a draft of its own: so many of them are kept. */
const MOST_LINKS = 20;

export interface Kept {
  text: string;
  /** Of the file that it began as; another digest means that the file has changed since. */
  digest: string | null;
}

export function keep(name: string, kept: Kept): void {
  try {
    const others = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX + LINK) && key !== PREFIX + name);
    if (name.startsWith(LINK)) for (const each of others.slice(MOST_LINKS - 1)) localStorage.removeItem(each);
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

/** Tells what another tab makes of a draft, which `name` gives the name of, as it does. */
export function elsewhere(name: () => string, tell: (text: string) => void): void {
  addEventListener("storage", (event) => {
    const found = event.key === PREFIX + name() ? kept(name()) : null;
    if (found) tell(found.text);
  });
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // As above.
  }
}
