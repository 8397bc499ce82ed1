// Writing the document to its file, where the server lets those with its token do so.
import { isolateHistory } from "@codemirror/commands";
import type { EditorView } from "@codemirror/view";
import { h, need } from "../shared/dom";
import { Refused, read, save } from "./ask";
import type { Document } from "./begin";
import { fragment } from "./share";

const TOKEN = "rnngraph:token";

export type Say = (...said: (Node | string)[]) => void;

/** The token comes once, in the address that the server prints, and goes out of sight. */
export function rememberToken(): void {
  const given = fragment().get("token");
  if (!given) return;
  sessionStorage.setItem(TOKEN, given);
  history.replaceState(null, "", location.pathname + location.search);
}

/** Saves under the name that stands beside the button. */
export async function write(view: EditorView, document: Document, say: Say): Promise<void> {
  const field = need<HTMLInputElement>("#name");
  const name = field.value.trim() || document.name;
  if (!name) {
    say("Say under which name.");
    field.focus();
    return;
  }
  await put(view, document, name, name === document.name ? document.digest : null, say);
}

async function put(view: EditorView, given: Document, name: string, digest: string | null, say: Say): Promise<void> {
  const text = view.state.doc.toString();
  try {
    given.saved(name, await save(name, text, digest, sessionStorage.getItem(TOKEN) ?? ""), text);
    history.replaceState(null, "", `?${new URLSearchParams({ spec: name })}`);
    need("h1").textContent = name;
    document.title = document.title.replace(/^.*(?= · )/, name);
    say(`Saved as ${name}.json.`);
  } catch (error) {
    const why = `Not saved. ${(error as Error).message}`;
    if (error instanceof Refused && error.status === 409)
      say(why, ...choices(view, given, name, say).flatMap((each) => [" ", each]));
    else say(why);
  }
}

/** What can be done where the file says something else: to take that, or to write over it all the same. */
function choices(view: EditorView, given: Document, name: string, say: Say): Node[] {
  const take = async () => {
    const file = await read(name);
    given.saved(name, file.digest, file.text);
    const changes = { from: 0, to: view.state.doc.length, insert: file.text };
    view.dispatch({ changes, annotations: isolateHistory.of("full") });
    say("This is what the file says; Undo brings back what you wrote.");
  };
  const over = async () => put(view, given, name, (await read(name)).digest, say);
  const button = (label: string, act: () => Promise<void>) =>
    h("button", { type: "button", onclick: () => void act().catch((error: Error) => say(error.message)) }, label);
  return [button("Show what the file says", take), button("Write over it", over)];
}
