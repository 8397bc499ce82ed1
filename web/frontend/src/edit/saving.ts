// Writing the document to its file, where the server lets those with its token do so.
import { isolateHistory } from "@codemirror/commands";
import type { EditorView } from "@codemirror/view";
import { h, need } from "../shared/dom";
import { Refused, read, type SpecFile, save } from "./ask";
import type { Document } from "./begin";
import { fragment } from "./share";

const TOKEN = "rnngraph-token";
let held = "";

function token(): string {
  try {
    return held || (localStorage.getItem(TOKEN) ?? "");
  } catch {
    return held;
  }
}

export type Say = (...said: (Node | string)[]) => void;
type Act = () => Promise<void>;

/** The token comes once, in the address that the server prints, and goes out of sight; the rest is there to be read. */
export function rememberToken(): void {
  const given = fragment().get("token");
  if (!given) return;
  try {
    localStorage.setItem(TOKEN, given);
  } catch {
    // A browser that keeps nothing: this page has it still.
  }
  held = given;
  const parts = location.hash.slice(1).split("&");
  const rest = parts.filter((part) => !part.startsWith("token=")).join("&");
  history.replaceState(null, "", location.pathname + location.search + (rest && `#${rest}`));
}

/** The page is that of a file from now on. */
function call(name: string): void {
  history.replaceState(null, "", `?${new URLSearchParams({ spec: name })}`);
  need("h1").textContent = name;
  document.title = document.title.replace(/^.*(?= · )/, name);
}

/** Another text in place of all; Undo brings back what was there. */
export function replace(view: EditorView, text: string): void {
  const changes = { from: 0, to: view.state.doc.length, insert: text };
  view.dispatch({ changes, annotations: isolateHistory.of("full") });
}

export class Saving {
  private busy = false;
  private next: Act | null = null;

  constructor(
    private readonly view: EditorView,
    private readonly given: Document,
    private readonly say: Say,
  ) {
    this.allow();
    // Another tab may come by the token while this one is open.
    addEventListener("storage", () => this.allow());
  }

  /** Offers to save where the token is known. */
  allow(): void {
    const button = document.querySelector<HTMLButtonElement>("#save");
    if (!button) return;
    button.disabled = !token();
    need<HTMLElement>("#how").hidden = !button.disabled;
  }

  /** Saves under the name that stands beside the button. */
  save(): Promise<void> {
    return this.inTurn(async () => {
      const field = need<HTMLInputElement>("#name");
      const name = field.value.trim().replace(/\.json$/, "") || this.given.name;
      if (name) return this.put(name, name === this.given.name ? this.given.digest : null);
      this.say("Say under which name.");
      field.focus();
    });
  }

  /** One thing at a time, and then what was asked for last: of two saves at once, one would find the file changed. */
  private async inTurn(act: Act): Promise<void> {
    this.next = act;
    if (this.busy) return;
    this.busy = true;
    while (this.next) {
      const now: Act = this.next;
      this.next = null;
      await now().catch((error: Error) => this.say(error.message));
    }
    this.busy = false;
  }

  private async put(name: string, digest: string | null): Promise<void> {
    const { given, say } = this;
    const text = this.written();
    try {
      given.saved(name, await save(name, given.inFile(text), digest, token()), text);
      // What was typed meanwhile is a draft.
      given.keep(this.written());
      call(name);
      say(`Saved as ${name}.json.`);
    } catch (error) {
      const conflict = error instanceof Refused && error.status === 409;
      const choices = conflict ? this.choices(name).flatMap((each) => [" ", each]) : [];
      say(h("span", { class: "bad" }, `Not saved. ${(error as Error).message}`), ...choices);
    }
  }

  private written(): string {
    return this.view.state.doc.toString();
  }

  /** What can be done where the file says something else: to take that, or to write over it all the same. */
  private choices(name: string): Node[] {
    return [
      this.button("Show what the file says", () => this.withFile(name, (file) => this.take(name, file))),
      this.button("Write over it", () => this.withFile(name, (file) => this.over(name, file))),
    ];
  }

  private async take(name: string, file: SpecFile): Promise<void> {
    this.given.crlf = file.crlf;
    this.given.saved(name, file.digest, file.text);
    call(name);
    replace(this.view, file.text);
    this.say("This is what the file says; Undo brings back what you wrote.");
  }

  private over(name: string, file: SpecFile): Promise<void> {
    this.given.crlf = file.crlf;
    return this.put(name, file.digest);
  }

  private async withFile(name: string, act: (file: SpecFile) => Promise<void>): Promise<void> {
    let file: SpecFile;
    try {
      file = await read(name);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const anew = this.button("Save it anew", () => this.put(name, null));
      this.say(
        "There is no spec of that name any more. ",
        anew,
        " If its file is something else now, choose another name.",
      );
      return;
    }
    await act(file);
  }

  private button(label: string, act: Act): HTMLElement {
    return h("button", { type: "button", onclick: () => void this.inTurn(act) }, label);
  }
}
