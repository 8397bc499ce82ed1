// What the editor begins with: a file, a template, or what the address carries; and the draft that was made of it here.
import { h, need } from "../shared/dom";
import { elsewhere, forget, keep, kept, LINK } from "./kept";
import { plain } from "./lines";
import { fragment, shared } from "./share";

export class Document {
  private constructor(
    /** What drafts are kept under. */
    private key: string,
    /** What it says without the draft. */
    private text: string,
    /** Its file, and what that is thought to say; null where it has none. */
    public name: string | null = null,
    public digest: string | null = null,
    /** Whether the lines of the file end as on Windows; what it says here has "\n" alone. */
    public crlf = false,
  ) {}

  /** The document of this page; `said` is told where the address carries one that can't be read. */
  static async begin(page: HTMLElement, text: string, said: (text: string) => void): Promise<Document> {
    const link = fragment().get("text");
    const carried = await shared();
    if (carried !== null) return new Document(LINK + link, plain(carried));
    if (link !== null) said(DAMAGED);
    const { name, digest, crlf } = page.dataset;
    return name
      ? new Document(keyOfSpec(name), text, name, digest, crlf !== undefined)
      : new Document(`new${location.search}`, text);
  }

  /** Opens it: gives the draft, with a word about it, or else what the document says. */
  open(): string {
    const draft = kept(this.key);
    if (!draft || draft.text === this.text) return this.text;
    const stale = this.digest !== null && draft.digest !== this.digest;
    const note = need<HTMLElement>("#draft");
    note.hidden = false;
    // What is saved of it is of the file that it began as.
    this.digest = draft.digest;
    const told = stale ? "Your draft is shown; the file has changed since you began it." : "Your draft is shown.";
    note.replaceChildren(`${told} `, h("button", { type: "button", onclick: () => this.discard() }, "Discard it"));
    return draft.text;
  }

  /** Keeps what is written as a draft. */
  keep(text: string): void {
    if (text === this.text) forget(this.key);
    else keep(this.key, { text, digest: this.digest });
  }

  /** Tells what is written of it in another tab: there is one draft, and who writes last has it. */
  elsewhere(tell: (text: string) => void): void {
    elsewhere(() => this.key, tell);
  }

  /** A text as its file has it. */
  inFile(text: string): string {
    return this.crlf ? text.replaceAll("\n", "\r\n") : text;
  }

  /** The file of that name says this now. */
  saved(name: string, digest: string, text: string): void {
    forget(this.key);
    this.key = keyOfSpec(name);
    this.name = name;
    this.digest = digest;
    this.text = text;
    need<HTMLElement>("#draft").hidden = true;
  }

  private discard(): void {
    forget(this.key);
    location.reload();
  }
}

function keyOfSpec(name: string): string {
  return `spec:${name}`;
}

export const DAMAGED = "The link is damaged: no document can be read from it.";
