// The page around the editor: what it begins with, what it shows, where it goes.
import { redo, undo } from "@codemirror/commands";
import type { EditorView } from "@codemirror/view";
import { h, need } from "../shared/dom";
import { type Analysis, save } from "./ask";
import { editor } from "./code";
import { forget, keep, kept } from "./kept";
import { type Finding, Live, mend } from "./live";
import { Picture } from "./picture";
import { fragment, linkTo, shared } from "./share";

interface Document {
  name: string | null;
  digest: string | null;
  text: string;
}

export async function start(): Promise<void> {
  const page = need<HTMLElement>(".editor");
  const source = need<HTMLTextAreaElement>("#text");
  const given: Document = { name: page.dataset.name ?? null, digest: page.dataset.digest ?? null, text: source.value };
  remember(fragment().get("token"));
  const begun = (await shared()) ?? restored(given) ?? given.text;
  source.hidden = true;
  const place = need<HTMLElement>("#code");
  place.hidden = false;
  const view = editor(
    place,
    begun,
    () => changed(),
    () => picture.follow(true),
  );
  const picture = new Picture(view);
  const live = new Live(view, {
    analysed: (analysis, findings) => {
      totals(analysis);
      picture.read(analysis.lines);
      problems(view, findings);
    },
    drawn: (svg) => picture.show(svg),
    lost: () => picture.stale(),
    failed: (message) => say(message),
  });
  const changed = () => {
    const text = view.state.doc.toString();
    if (text === given.text) forget(key(given.name));
    else keep(key(given.name), { text, digest: given.digest });
    live.changed();
  };
  buttons(view, given);
  // A link that is followed while the page is open, or put into its address, is a document like any other.
  addEventListener("hashchange", async () => {
    const text = await shared();
    if (text !== null) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    else if (fragment().has("text")) say("The link is damaged: no document can be read from it.");
  });
  live.changed();
  view.focus();
}

function key(name: string | null): string {
  return name ?? "new";
}

/** What was written here before and not saved, with a word about it. */
function restored(given: Document): string | null {
  const found = kept(key(given.name));
  if (!found || found.text === given.text || (given.name === null && location.search)) return null;
  const stale = given.digest !== null && found.digest !== given.digest;
  const note = need<HTMLElement>("#draft");
  note.hidden = false;
  const said = stale ? "Your draft is shown; the file has changed since you began it." : "Your draft is shown.";
  const drop = h("button", { type: "button", onclick: () => discard(given) }, "Discard it");
  note.append(`${said} `, drop);
  return found.text;
}

function discard(given: Document): void {
  forget(key(given.name));
  history.replaceState(null, "", location.pathname + location.search);
  location.reload();
}

function buttons(view: EditorView, given: Document): void {
  const on = (id: string, act: () => unknown) =>
    document.querySelector(`#${id}`)?.addEventListener("click", () => void act());
  on("undo", () => undo(view));
  on("redo", () => redo(view));
  on("share", async () => {
    const link = await linkTo(view.state.doc.toString());
    history.replaceState(null, "", link);
    try {
      await navigator.clipboard.writeText(link);
      say("The link is copied; it carries the whole document.");
    } catch {
      say("The address of this page now carries the whole document.");
    }
  });
  on("save", () => write(view, given));
  addEventListener("keydown", (event) => {
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || !document.querySelector("#save")) return;
    event.preventDefault();
    void write(view, given);
  });
}

async function write(view: EditorView, given: Document): Promise<void> {
  const asked = document.querySelector<HTMLInputElement>("#name")?.value.trim();
  const name = asked || given.name;
  if (!name) {
    say("Say under which name.");
    need<HTMLInputElement>("#name").focus();
    return;
  }
  const text = view.state.doc.toString();
  try {
    const digest = await save(name, text, name === given.name ? given.digest : null, token());
    forget(key(given.name));
    Object.assign(given, { name, digest, text });
    need<HTMLElement>("#draft").hidden = true;
    history.replaceState(null, "", `?${new URLSearchParams({ spec: name })}`);
    say(`Saved as ${name}.json.`);
  } catch (error) {
    say(`Not saved. ${(error as Error).message}`);
  }
}

/** The token comes once, in the address that the server prints, and goes out of sight. */
function remember(given: string | null): void {
  if (!given) return;
  sessionStorage.setItem("rnngraph:token", given);
  history.replaceState(null, "", location.pathname + location.search);
}

function token(): string {
  return sessionStorage.getItem("rnngraph:token") ?? "";
}

function totals(analysis: Analysis): void {
  const { layers, total_params } = analysis.summary;
  const own = layers.filter((layer) => layer.type !== "InputLayer");
  const verdicts = own.flatMap((layer) => (layer.cudnn ? [layer.cudnn.eligible] : []));
  const known = own.every((layer) => layer.params !== null);
  need("#params").textContent = known ? total_params.toLocaleString("en") : "?";
  need("#layers").textContent = String(own.length);
  need("#cudnn").textContent = verdicts.length ? `${verdicts.filter(Boolean).length} of ${verdicts.length}` : "–";
}

function problems(view: EditorView, findings: Finding[]): void {
  const text = view.state.doc.toString();
  const list = need<HTMLElement>("#problems");
  const entries = findings.map((each) =>
    h(
      "li",
      { class: `problem ${each.severity}` },
      h(
        "button",
        { type: "button", class: "go", onclick: () => go(view, each.from) },
        `${each.line ?? "–"}:${each.column ?? "–"}`,
      ),
      h("span", { class: "said" }, h("b", {}, each.code), ` ${each.message}`),
      ...each.fixes.map((fix) =>
        h("button", { type: "button", class: "fix", onclick: () => mend(view, fix, text) }, fix.title),
      ),
    ),
  );
  list.replaceChildren(...entries);
  const errors = findings.filter((each) => each.severity === "error").length;
  need("#count").textContent = findings.length
    ? `${counted(errors, "error")}, ${counted(findings.length - errors, "warning")}`
    : "Nothing is wrong";
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function go(view: EditorView, at: number): void {
  view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
  view.focus();
}

/** A word to the writer, seen and heard. */
function say(text: string): void {
  need("#said").textContent = text;
}
