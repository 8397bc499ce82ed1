// The list of rules, filtered while one types. The address keeps the words.
import { isCommand, isTyping, need } from "../shared/dom";

export function startRules(): void {
  new Rules().start();
}

interface Rule {
  row: HTMLElement;
  words: string;
}

class Rules {
  private readonly search = need<HTMLInputElement>("#search");
  private readonly count = need("#count");
  private readonly none = need("#none");
  private readonly families = [...document.querySelectorAll<HTMLElement>(".family")];
  private readonly rules: Rule[] = this.families.flatMap((family) => {
    const title = need("h2", family).textContent;
    return [...family.querySelectorAll<HTMLElement>(".rule")].map((row) => ({
      row,
      words: `${title} ${row.textContent}`.toLowerCase(),
    }));
  });

  start(): void {
    this.search.form?.addEventListener("submit", (event) => event.preventDefault());
    this.search.addEventListener("input", () => this.filter());
    document.addEventListener("keydown", (event) => this.pressed(event));
    this.search.value = new URLSearchParams(location.search).get("q") ?? "";
    if (this.search.value) this.filter();
  }

  private filter(): void {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { row, words: own } of this.rules) row.hidden = !words.every((word) => own.includes(word));
    for (const family of this.families) {
      family.hidden = !family.querySelector(".rule:not([hidden])");
      const link = document.querySelector(`.families a[href="#${need("h2", family).id}"]`);
      link?.parentElement?.toggleAttribute("hidden", family.hidden);
    }
    const shown = this.rules.filter(({ row }) => !row.hidden).length;
    this.none.hidden = shown > 0;
    this.count.textContent = shown === this.rules.length ? `${shown}` : `${shown} of ${this.rules.length}`;
    const query = this.search.value ? `?${new URLSearchParams({ q: this.search.value })}` : "";
    history.replaceState(null, "", `${location.pathname}${query}${location.hash}`);
  }

  private pressed(event: KeyboardEvent): void {
    if (isCommand(event)) return;
    if (event.target === this.search) {
      if (event.key === "Enter") document.querySelector<HTMLElement>(".rule:not([hidden]) a")?.click();
      else if (event.key === "Escape") {
        this.search.value = "";
        this.filter();
      }
    } else if (event.key === "/" && !isTyping(event)) {
      event.preventDefault();
      this.search.select();
    }
  }
}
