// The panel beside the drawing: a layer, the summary, the source.
import { h, need } from "../shared/dom";

export type Tab = "layer" | "summary" | "source";

export class Panel {
  private readonly element = need("#panel");
  private readonly tabs = [...this.element.querySelectorAll<HTMLButtonElement>("[role=tab]")];
  private readonly toggle = need<HTMLButtonElement>("#details");
  private tab: Tab = "summary";

  /** `changed` is told which part is open, or null where none is. */
  constructor(private readonly changed: (tab: Tab | null) => void) {
    this.fill();
    for (const tab of this.tabs) {
      tab.addEventListener("click", () => this.open(tab.dataset.tab as Tab));
      tab.addEventListener("keydown", (event) => this.keyed(event));
    }
    this.toggle.addEventListener("click", () => (this.isOpen ? this.close() : this.open(this.tab)));
    need("#close").addEventListener("click", () => {
      this.close();
      this.toggle.focus();
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  pane(tab: Tab): HTMLElement {
    return need(`#pane-${tab}`, this.element);
  }

  open(tab: Tab): void {
    this.tab = tab;
    this.element.hidden = false;
    this.toggle.setAttribute("aria-expanded", "true");
    for (const each of this.tabs) {
      const chosen = each.dataset.tab === tab;
      each.setAttribute("aria-selected", String(chosen));
      each.tabIndex = chosen ? 0 : -1;
      this.pane(each.dataset.tab as Tab).hidden = !chosen;
    }
    this.changed(tab);
  }

  close(): void {
    this.element.hidden = true;
    this.toggle.setAttribute("aria-expanded", "false");
    this.changed(null);
  }

  /** What the server put on the page moves into the panel. */
  private fill(): void {
    const parts: [Tab, string][] = [
      ["summary", ".lead"],
      ["summary", "main > .problems"],
      ["summary", ".words > section:not(.code)"],
      ["summary", ".variables"],
      ["source", ".words > section.code"],
    ];
    for (const [tab, selector] of parts) {
      for (const each of document.querySelectorAll(selector)) this.pane(tab).append(each);
    }
    const facts = document.querySelector(".head .facts");
    if (facts) this.pane("summary").prepend(facts.cloneNode(true));
    if (!this.pane("source").children.length)
      this.pane("source").append(h("p", { class: "empty" }, "There is no source."));
  }

  private keyed(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const next =
      this.tabs[(this.tabs.findIndex((tab) => tab.tabIndex === 0) + step + this.tabs.length) % this.tabs.length];
    event.preventDefault();
    this.open(next?.dataset.tab as Tab);
    next?.focus();
  }
}

/** Shows lines of the source, and marks them. */
export function markLines(lines: [number, number] | null): void {
  for (const each of document.querySelectorAll(".source .line.chosen")) each.classList.remove("chosen");
  if (!lines) return;
  for (let line = lines[0]; line <= lines[1]; line += 1) document.getElementById(`L${line}`)?.classList.add("chosen");
  document.getElementById(`L${lines[0]}`)?.scrollIntoView({ block: "center" });
}
