// Boxes and lines of a drawing: which depends on which, which is lit, selected, in focus.

export type Pick = (name: string | null) => void;

/** What stands for a layer, at one step or once, or for a block. */
const PICKED = 'g.node[id^="layer-"], g.node[id^="at-"], g.cluster.block';
/** What no line leads to. */
const GROUND = "g.cell, g.title, g.formulas";

export const UNUSED = "No output depends on this layer.";

/** Where the mouse was last: a drawing that moves under it is pointed at by nobody. */
const mouse = { x: Number.NaN, y: Number.NaN };

export class Graph {
  private readonly nodes = new Map<string, SVGGElement>();
  private readonly edges: SVGGElement[];
  private hovering = 0;
  private over: SVGGElement | null = null;
  private current: SVGGElement | null = null;

  constructor(
    private readonly svg: SVGSVGElement,
    private readonly picked: Pick,
  ) {
    for (const node of svg.querySelectorAll<SVGGElement>("g.node")) this.nodes.set(node.dataset.node ?? "", node);
    this.edges = [...svg.querySelectorAll<SVGGElement>("g.edge")];
    this.prepare();
  }

  box(name: string): SVGGElement | null {
    return boxOf(this.svg, name);
  }

  /** What the box that is nearest to a place on the page stands for. */
  nearest(x: number, y: number): string | null {
    const far = (node: SVGGElement): number => Math.hypot(centre(node).x - x, centre(node).y - y);
    const all = this.selectable.map((node) => ({ node, far: far(node) })).sort((one, other) => one.far - other.far);
    return all[0] ? nameOf(all[0].node) : null;
  }

  private get selectable(): SVGGElement[] {
    return selectable(this.svg);
  }

  select(name: string | null): void {
    for (const node of this.svg.querySelectorAll<SVGGElement>(PICKED)) {
      const chosen = nameOf(node) === name;
      node.classList.toggle("selected", chosen);
      if (!node.hasAttribute("role")) continue;
      node.setAttribute("aria-pressed", String(chosen));
      if (chosen && nameOf(this.current ?? node) !== name) this.enter(node);
    }
  }

  /** Lights up what a box depends on and what depends on it; null puts it out. */
  trace(node: SVGGElement | null): void {
    this.svg.classList.toggle("tracing", !!node);
    for (const each of this.svg.querySelectorAll(".lit")) each.classList.remove("lit");
    const start = node?.dataset.node;
    if (start === undefined) return;
    this.light(start, "from", "to");
    this.light(start, "to", "from");
  }

  /** Goes along the lines from one end to the other, and on from there. */
  private light(start: string, near: "from" | "to", far: "from" | "to"): void {
    const reached = new Set([start]);
    for (const key of reached) {
      this.nodes.get(key)?.classList.add("lit");
      for (const edge of this.edges) {
        if (edge.dataset[near] !== key || edge.classList.contains("shares")) continue;
        edge.classList.add("lit");
        reached.add(edge.dataset[far] ?? "");
      }
    }
  }

  private prepare(): void {
    // An image has no parts for those who listen; this one has.
    this.svg.setAttribute("role", "group");
    for (const node of this.selectable) {
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", said(node));
      node.setAttribute("tabindex", "-1");
      node.setAttribute("aria-pressed", "false");
      node.addEventListener("focus", () => this.enter(node));
      // What the mouse is told of a box that is grey.
      if (isUnused(node)) node.querySelector("title")?.append(`\n${UNUSED}`);
    }
    const first = this.selectable[0];
    if (first) this.enter(first);
    this.svg.addEventListener("click", (event) => {
      const node = (event.target as Element).closest<SVGGElement>(PICKED);
      this.picked(node ? nameOf(node) : null);
    });
    this.svg.addEventListener("pointermove", (event) => this.moved(event));
    this.svg.addEventListener("pointerleave", () => this.hover(null));
  }

  private moved(event: PointerEvent): void {
    if (event.pointerType !== "mouse" || (event.clientX === mouse.x && event.clientY === mouse.y)) return;
    Object.assign(mouse, { x: event.clientX, y: event.clientY });
    const node = (event.target as Element).closest<SVGGElement>("g.node");
    this.hover(node?.matches(GROUND) ? null : node);
  }

  private hover(over: SVGGElement | null): void {
    if (over === this.over) return;
    this.over = over;
    clearTimeout(this.hovering);
    this.hovering = window.setTimeout(() => this.trace(over), over ? 90 : 140);
  }

  /** Makes a box the one that Tab comes to. */
  private enter(node: SVGGElement): void {
    this.current?.setAttribute("tabindex", "-1");
    node.setAttribute("tabindex", "0");
    this.current = node;
  }

  /** What a key does to the box in focus: arrows go to the nearest one there, Enter picks it. */
  keyed(key: string): SVGGElement | null {
    const here = document.activeElement?.closest<SVGGElement>(PICKED);
    if (!here || !this.svg.contains(here)) return null;
    if (key === "Enter" || key === " ") {
      this.picked(nameOf(here));
      return here;
    }
    const to = this.neighbour(here, key);
    to?.focus();
    return to;
  }

  private neighbour(here: SVGGElement, key: string): SVGGElement | null {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    if (!way) return null;
    const [x = 0, y = 0] = way;
    const from = centre(here);
    let best: SVGGElement | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const node of this.selectable) {
      const to = centre(node);
      const along = (to.x - from.x) * x + (to.y - from.y) * y;
      const aside = Math.abs((to.x - from.x) * y) + Math.abs((to.y - from.y) * x);
      const cost = along + 2 * aside;
      if (node !== here && along > 1 && along >= aside * 0.4 && cost < least) {
        best = node;
        least = cost;
      }
    }
    return best;
  }
}

/** The box of a layer, as the spec names it: the first of those at each step. */
export function boxOf(svg: SVGSVGElement, name: string): SVGGElement | null {
  return selectable(svg).find((node) => nameOf(node) === name) ?? null;
}

/** Whether the result of the model would be the same without it; a drawing has it in grey. */
export function isUnused(box: SVGGElement | null): boolean {
  return !!box?.classList.contains("unused");
}

function selectable(svg: SVGSVGElement): SVGGElement[] {
  return [...svg.querySelectorAll<SVGGElement>(PICKED)].filter((node) => node.classList.contains("node"));
}

function centre(node: SVGGElement): { x: number; y: number } {
  const box = node.getBoundingClientRect();
  return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
}

/** A layer's name, or a block's. At a step the key has more behind the name, each part after an encoded space. */
function nameOf(node: SVGGElement): string {
  return node.dataset.block ?? (node.dataset.node ?? "").split("=20")[0] ?? "";
}

/** A box's name for those who listen: all that stands in it, and at which step it is. */
function said(node: SVGGElement): string {
  const texts = [...node.querySelectorAll("text")].map((text) => text.textContent?.trim()).filter(Boolean);
  const step = /^at-.*?-(\d+)(?:-\d+)?$/.exec(node.id)?.[1];
  const unused = isUnused(node) && "no output depends on it";
  return [texts.join(" "), step && `step ${Number(step) + 1}`, unused].filter(Boolean).join(", ");
}
