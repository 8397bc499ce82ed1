// Finding a layer: a field with a list of what fits, as ARIA's combobox pattern has it.
import { h, need } from "../shared/dom";
import type { Layer } from "./types";

const MOST = 12;

export class Find {
  private readonly field = need<HTMLInputElement>("#find");
  private readonly list = need("#found");
  private found: Layer[] = [];
  private at = 0;

  constructor(
    private readonly layers: Layer[],
    private readonly chosen: (name: string) => void,
  ) {
    this.field.addEventListener("input", () => this.show());
    this.field.addEventListener("focus", () => this.field.value && this.show());
    this.field.addEventListener("blur", () => this.hide());
    this.field.addEventListener("keydown", (event) => this.keyed(event));
    // Before the field loses the focus, and the list with it.
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const index = (event.target as Element).closest<HTMLElement>("[role=option]")?.dataset.index;
      if (index) this.choose(Number(index));
    });
  }

  focus(): void {
    this.field.select();
  }

  private show(): void {
    const words = this.field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = this.layers
      .map((layer) => ({ layer, text: `${layer.name} ${layer.title}`.toLowerCase() }))
      .filter(({ text }) => words.every((word) => text.includes(word)))
      .sort((a, b) => rank(a.text, words) - rank(b.text, words));
    this.found = words.length ? fits.slice(0, MOST).map(({ layer }) => layer) : [];
    this.at = 0;
    this.list.replaceChildren(
      ...this.found.map((layer, index) =>
        h(
          "li",
          { role: "option", id: `found-${index}`, "data-index": index },
          h("span", {}, layer.name),
          h("span", { class: "type" }, layer.title),
        ),
      ),
      ...(words.length && !fits.length ? [h("li", { class: "type" }, "No layer is called that")] : []),
      ...(fits.length > MOST && words.length ? [h("li", { class: "type" }, `and ${fits.length - MOST} more`)] : []),
    );
    this.list.hidden = !words.length;
    this.mark();
  }

  private mark(): void {
    const options = [...this.list.querySelectorAll("[role=option]")];
    for (const [index, option] of options.entries()) option.setAttribute("aria-selected", String(index === this.at));
    this.field.setAttribute("aria-expanded", String(!this.list.hidden && options.length > 0));
    const active = options[this.at];
    if (active && !this.list.hidden) this.field.setAttribute("aria-activedescendant", active.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  private keyed(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.found.length) {
      this.at = (this.at + step + this.found.length) % this.found.length;
      this.mark();
      event.preventDefault();
    } else if (event.key === "Enter") {
      this.choose(this.at);
    } else if (event.key === "Escape") {
      this.field.value = "";
      this.hide();
      // The keys of the drawing are what one comes from, and goes on with.
      need(".diagram .picture").focus({ preventScroll: true });
      event.stopPropagation();
    }
  }

  private choose(index: number): void {
    const layer = this.found[index];
    if (!layer) return;
    this.field.value = "";
    this.hide();
    this.field.blur();
    this.chosen(layer.name);
  }

  private hide(): void {
    this.list.hidden = true;
    // What isn't seen can't be chosen.
    this.found = [];
    this.at = 0;
    this.mark();
  }
}

/** The layer of that very name first, then those that begin so. */
function rank(text: string, [word = ""]: string[]): number {
  return text.startsWith(`${word} `) ? 0 : text.startsWith(word) ? 1 : 2;
}
