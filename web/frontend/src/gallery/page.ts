// The gallery: instant search, tags and order, all kept in the address; arrows go from card to card.
import { isCommand, isTyping, need } from "../shared/dom";
import { moveFocus } from "./arrows";
import { type Entry, matches, ORDERS, type Wanted } from "./search";

export function startGallery(): void {
  const list = document.querySelector<HTMLElement>(".cards");
  if (list) new Gallery(list).start();
}

class Gallery {
  private readonly search = need<HTMLInputElement>("#search");
  private readonly order = need<HTMLSelectElement>("#order");
  private readonly tags = [...document.querySelectorAll<HTMLButtonElement>(".tags button")];
  private readonly count = need("#count");
  private readonly none = need("#none");
  private readonly entries: Entry[];

  constructor(private readonly list: HTMLElement) {
    this.entries = [...list.querySelectorAll<HTMLElement>(".card")].map((card, index) => ({
      card,
      index,
      words: (card.dataset.words ?? "").toLowerCase(),
      tags: (card.dataset.tags ?? "").split(",").filter(Boolean),
      title: card.dataset.title ?? "",
      params: Number(card.dataset.params || -1),
      layers: Number(card.dataset.layers || 0),
      errors: Number(card.dataset.errors || 0),
    }));
  }

  start(): void {
    this.recall();
    this.search.form?.addEventListener("submit", (event) => event.preventDefault());
    this.search.addEventListener("input", () => this.show());
    this.order.addEventListener("change", () => this.show());
    for (const tag of this.tags) {
      tag.addEventListener("click", () => {
        tag.setAttribute("aria-pressed", String(tag.getAttribute("aria-pressed") !== "true"));
        this.show();
      });
    }
    document.addEventListener("keydown", (event) => this.pressed(event));
    addEventListener("popstate", () => this.recall());
  }

  /** Takes over what the address says. */
  private recall(): void {
    const query = new URLSearchParams(location.search);
    const order = query.get("order") ?? "";
    this.search.value = query.get("q") ?? "";
    this.order.value = order in ORDERS ? order : "folder";
    for (const tag of this.tags)
      tag.setAttribute("aria-pressed", String(query.getAll("tag").includes(tag.dataset.tag ?? "")));
    this.show();
  }

  private wanted(): Wanted {
    const chosen = this.tags.filter((tag) => tag.getAttribute("aria-pressed") === "true");
    return {
      words: this.search.value.toLowerCase().split(/\s+/).filter(Boolean),
      tags: chosen.map((tag) => tag.dataset.tag ?? ""),
      order: this.order.value,
    };
  }

  private show(): void {
    const wanted = this.wanted();
    const shown = this.entries.filter((entry) => matches(entry, wanted));
    const order = ORDERS[wanted.order];
    if (order) shown.sort((a, b) => order(a, b) || a.index - b.index);
    for (const entry of this.entries) entry.card.hidden = true;
    for (const entry of shown) {
      entry.card.hidden = false;
      this.list.append(entry.card);
    }
    this.none.hidden = shown.length > 0;
    const all = this.entries.length;
    this.count.textContent = shown.length === all ? `${all}` : `${shown.length} of ${all}`;
    this.keep(wanted);
  }

  /** Puts what is shown into the address, so that it can be sent to somebody. */
  private keep({ tags, order }: Wanted): void {
    const query = new URLSearchParams();
    if (this.search.value) query.set("q", this.search.value);
    for (const tag of tags) query.append("tag", tag);
    if (order !== "folder") query.set("order", order);
    history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
  }

  private pressed(event: KeyboardEvent): void {
    if (isCommand(event)) return;
    const links = [...this.list.querySelectorAll<HTMLElement>(".card:not([hidden]) h2 a")];
    if (event.target === this.search) this.searching(event, links);
    else if (isTyping(event)) return;
    else if (event.key === "/") {
      event.preventDefault();
      this.search.select();
    } else if (links.includes(event.target as HTMLElement) || event.key === "ArrowRight") {
      // Elsewhere the other keys move the page, as they do anywhere.
      if (moveFocus(links, event.key)) event.preventDefault();
    }
  }

  private searching(event: KeyboardEvent, links: HTMLElement[]): void {
    if (event.key === "Enter") links[0]?.click();
    else if (event.key === "ArrowDown" && moveFocus(links, event.key)) event.preventDefault();
    else if (event.key === "Escape") {
      this.search.value = "";
      this.show();
    }
  }
}
