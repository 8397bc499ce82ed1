// The page around the editor: what it begins with, what it shows, where it goes.
import { redo, redoDepth, undo, undoDepth } from "@codemirror/commands";
import type { EditorView } from "@codemirror/view";
import { h, need } from "../shared/dom";
import type { Analysis, QuickFix } from "./ask";
import { DAMAGED, Document } from "./begin";
import { editor } from "./code";
import { type Finding, Live, mend } from "./live";
import { Picture } from "./picture";
import { ruleLink } from "./rule";
import { rememberToken, replace, Saving } from "./saving";
import { fragment, linkTo, shared } from "./share";

export async function start(): Promise<void> {
  rememberToken();
  const source = need<HTMLTextAreaElement>("#text");
  const given = await Document.begin(need<HTMLElement>(".editor"), source.value, say);
  const begun = given.open();
  // What the server drew is of its own text.
  if (begun !== source.value) document.querySelector("#drawing svg")?.remove();
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
    lost: (svg) => picture.lost(svg),
    failed: (message) => say(message),
  });
  const changed = () => {
    given.keep(view.state.doc.toString());
    undoable(view);
    live.changed();
  };
  const saving = buttons(view, given);
  given.elsewhere((text) => {
    if (text === view.state.doc.toString()) return;
    const take = h("button", { type: "button", onclick: () => replace(view, text) }, "Show what it says there");
    say(h("span", { class: "bad" }, "Another tab writes on this too; the draft is whose wrote last. "), take);
  });
  // A link that is followed while the page is open is another document; what was written here stays as its draft.
  addEventListener("hashchange", async () => {
    rememberToken();
    saving.allow();
    if ((await shared()) !== null) location.reload();
    else if (fragment().has("text")) say(DAMAGED);
  });
  live.changed();
  view.focus();
}

function buttons(view: EditorView, given: Document): Saving {
  const on = (id: string, act: () => unknown) =>
    document.querySelector(`#${id}`)?.addEventListener("click", () => void act());
  on("undo", () => undo(view));
  on("redo", () => redo(view));
  undoable(view);
  on("share", async () => {
    const link = await linkTo(view.state.doc.toString());
    try {
      await navigator.clipboard.writeText(link);
      say("The link is copied; it carries the whole document.");
    } catch {
      say("Copy the address of ", h("a", { href: link }, "this link"), "; it carries the whole document.");
    }
  });
  const saving = new Saving(view, given, say);
  on("save", () => saving.save());
  addEventListener("keydown", (event) => {
    const button = document.querySelector<HTMLButtonElement>("#save");
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || !button) return;
    event.preventDefault();
    // A key that is held says it once.
    if (!event.repeat && !button.disabled) void saving.save();
  });
  return saving;
}

/** Buttons that would do nothing say so. */
function undoable(view: EditorView): void {
  need<HTMLButtonElement>("#undo").disabled = undoDepth(view.state) === 0;
  need<HTMLButtonElement>("#redo").disabled = redoDepth(view.state) === 0;
}

function totals(analysis: Analysis): void {
  const { layers, total_params } = analysis.summary;
  need("#params").textContent = total_params === null ? "?" : total_params.toLocaleString("en");
  need("#layers").textContent = String(layers.filter((layer) => layer.type !== "InputLayer").length);
  need("#cudnn").textContent = analysis.cudnn;
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
      h("span", { class: "said" }, ruleLink(each.code), ` ${each.message}`),
      ...each.fixes.map((fix) =>
        h("button", { type: "button", class: "fix", onclick: () => mendHere(view, fix, text) }, fix.title),
      ),
    ),
  );
  list.replaceChildren(...entries);
  const errors = findings.filter((each) => each.severity === "error").length;
  need("#count").textContent = findings.length
    ? `${counted(errors, "error")}, ${counted(findings.length - errors, "warning")}`
    : "Nothing is wrong";
}

/** The button goes with what it mends: on with the text. */
function mendHere(view: EditorView, fix: QuickFix, text: string): void {
  mend(view, fix, text);
  view.focus();
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function go(view: EditorView, at: number): void {
  view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
  view.focus();
}

/** A word to the writer, seen and heard. */
function say(...said: (Node | string)[]): void {
  need("#said").replaceChildren(...said);
}
