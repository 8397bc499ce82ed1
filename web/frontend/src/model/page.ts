// A model's page: the drawing, what is shown of it, and the layer that is looked at.
import { Canvas } from "../shared/canvas";
import { announce, h, isCommand, isTyping, need } from "../shared/dom";
import { loadDrawing, NoDrawing } from "../shared/drawing";
import { boxOf, Graph, isUnused } from "../shared/graph";
import { blockPane, closedAs, coversOf, foldable } from "./block";
import { CostSection } from "./cost";
import { savePng, saveSvg } from "./export";
import { Find } from "./find";
import { type Actions, layerPane } from "./layer";
import { ViewMenu } from "./menu";
import { markLines, Panel, type Tab } from "./panel";
import { drawnBy, isPart, readState, type State, withValue, writeState } from "./state";
import type { Block, Layer, Model } from "./types";

type Place = [number, number, number] | null;

/** The drawing can be seen and moved at once; the rest comes with what is known of its layers. */
export async function startModel(): Promise<void> {
  if (!document.querySelector("#panel")) return;
  const asked = fetch("layers.json");
  const drawn = document.querySelector<SVGSVGElement>("svg.rnngraph-diagram");
  const heard = { moved: (_: Place): void => undefined };
  const canvas = new Canvas(
    need(".diagram .picture"),
    (at) => heard.moved(at),
    (scale) => {
      need("#scale").textContent = `${Math.round(scale * 100)}%`;
    },
  );
  need(".top .brand").after(need(".head"));
  need(".top nav").before(need(".bar"));
  const state = readState(location.search);
  need("#place").hidden = !isPart(state);
  canvas.about = () => (drawn && state.layer ? boxOf(drawn, state.layer) : null);
  if (drawn) canvas.show(drawn, state.at);
  document.documentElement.classList.add("drawn");
  const answer = await asked;
  if (!answer.ok) return;
  const page = new ModelPage((await answer.json()) as Model, canvas);
  heard.moved = (at) => page.moved(at);
  page.start(drawn);
}

class ModelPage {
  private state = readState(location.search);
  private graph: Graph | null = null;
  private shown = "";
  private loading = new AbortController();
  private drawing = Promise.resolve();
  private keeping = 0;
  /** Whether the next drawing is of what is seen now, so that a place in this one is kept in that. */
  private keepsPlace = false;
  private readonly layers: Map<string, Layer>;
  private readonly actions: Actions = {
    go: (name) => void this.goTo(name),
    inside: (path) => this.set({ inside: path, layout: this.layoutInside(), at: null }, true),
    fold: (name) => {
      const closed = closedAs(name, this.model.blocks);
      this.set({ collapse: withValue(this.state.collapse, closed, !this.state.collapse.includes(closed)) });
      this.fill();
      // The button that was pressed is another now.
      this.panel.pane("layer").querySelector<HTMLElement>("[data-fold]")?.focus();
    },
    lines: (lines) => {
      this.panel.open("source");
      markLines(lines);
    },
  };
  private readonly room = need(".diagram .picture");
  private readonly panel = new Panel((tab) => this.tabbed(tab));
  private readonly cost: CostSection;
  private readonly menu = new ViewMenu((change, visited) =>
    this.set(change.unrolled === null ? this.whole() : change, visited),
  );
  private readonly find: Find;
  /** How all of the model was laid out, while a part of it or its steps are seen. */
  private home: State["layout"] = null;

  constructor(
    private readonly model: Model,
    private readonly canvas: Canvas,
  ) {
    this.layers = new Map(model.layers.map((layer) => [layer.name, layer]));
    // What hides all is what can be opened one by one.
    if (this.state.collapse.includes("all")) this.state.collapse = foldable(model.blocks);
    this.cost = new CostSection(model.layers);
    this.find = new Find(model.layers, (name) => void this.goTo(name));
  }

  start(drawn: SVGSVGElement | null): void {
    this.canvas.about = () => (this.state.layer ? this.standing(this.state.layer) : null);
    this.listen();
    this.shown = drawnBy(this.state);
    if (drawn) this.adopt(drawn);
    this.reflect();
    const wrong = this.model.diagnostics.some((each) => each.severity === "error");
    this.openPanel(wrong ? "summary" : null);
    this.canvas.resized();
    this.toLine();
  }

  /** Opens the panel as the state says; where that says nothing, at `otherwise`. */
  private openPanel(otherwise: Tab | null): void {
    const { layer, tab } = this.state;
    const open = tab === "source" ? "source" : tab ? "summary" : otherwise;
    if (layer && (this.layers.has(layer) || this.block(layer))) this.select(layer, (tab ?? "layer") as Tab);
    else if (open) this.panel.open(open);
    else if (this.panel.isOpen) this.panel.close();
  }

  /** The drawing is seen from elsewhere; null is all of it. */
  moved(at: Place): void {
    this.state = { ...this.state, at };
    this.keep();
  }

  private listen(): void {
    const buttons: Record<string, () => void> = {
      "#closer": () => this.canvas.zoomBy(1.3),
      "#farther": () => this.canvas.zoomBy(1 / 1.3),
      "#fit": () => this.canvas.fit(),
      "#back": () => {
        void this.set(this.whole(), true);
        this.room.focus({ preventScroll: true });
      },
      "#fold-all": () => this.set({ collapse: this.foldable() }),
      "#unfold-all": () => this.set({ collapse: [] }),
      "#save-svg": () => this.save(saveSvg),
      "#save-png": () => this.save(savePng),
    };
    for (const [selector, act] of Object.entries(buttons))
      document.querySelector(selector)?.addEventListener("click", act);
    document.addEventListener("keydown", (event) => this.keyed(event));
    addEventListener("popstate", () => this.recall());
    addEventListener("hashchange", () => this.toLine());
    for (const name of document.querySelectorAll<HTMLElement>(".summary .name")) {
      const text = name.textContent ?? "";
      name.replaceWith(h("button", { type: "button", class: "link", onclick: () => void this.goTo(text) }, text));
    }
  }

  private keyed(event: KeyboardEvent): void {
    if (isCommand(event) || isTyping(event)) return;
    const target = event.target as HTMLElement;
    const onCanvas = this.room.contains(target) || target === document.body;
    if (event.key === "/") {
      this.find.focus();
      event.preventDefault();
    } else if (event.key === "Escape") this.escape();
    else if (onCanvas) {
      const node = this.graph?.keyed(event.key);
      if (node) this.canvas.reveal(node);
      if (node || this.canvas.keyed(event.key)) event.preventDefault();
    }
  }

  /** Out of what was opened last. */
  private escape(): void {
    if (this.panel.isOpen) {
      const { layer } = this.state;
      this.panel.close();
      if (layer) this.graph?.box(layer)?.focus();
    } else if (this.state.inside || this.state.unrolled) need("#back").click();
  }

  /** Changes what is shown; a change that is `visited` is one that the browser's Back takes back. */
  private set(change: Partial<State>, visited = false): Promise<void> {
    const before = this.state;
    this.state = { ...before, ...change };
    if (change.collapse) this.state.open = change.collapse.length || !this.model.blocks.length ? null : "all";
    if (!isPart(before) && isPart(this.state)) this.home = before.layout;
    if (visited) {
      history.replaceState(null, "", writeState(before) + this.line);
      history.pushState(null, "", writeState(this.state));
    } else this.keep();
    this.reflect();
    return this.draw(!("at" in change));
  }

  /** A cell is two to three times as wide as high from left to right, and about as wide as high from top to bottom. */
  private layoutInside(): State["layout"] {
    return this.room.clientWidth < 1.6 * this.room.clientHeight ? "down" : null;
  }

  /** What leads back from a part of the model, or its steps, to all of it. */
  private whole(): Partial<State> {
    const layout = isPart(this.state) ? this.home : this.state.layout;
    return { inside: null, unrolled: null, layout, at: null };
  }

  private recall(): void {
    this.state = readState(location.search);
    this.reflect();
    if (drawnBy(this.state) === this.shown) this.canvas.see(this.state.at);
    void this.draw();
    this.graph?.select(this.state.layer);
    this.fill();
    this.openPanel(null);
  }

  private keep(): void {
    clearTimeout(this.keeping);
    this.keeping = window.setTimeout(() => history.replaceState(null, "", writeState(this.state) + this.line), 150);
  }

  /** The address's line, while the source is looked at. */
  private get line(): string {
    return this.state.tab === "source" ? location.hash : "";
  }

  /** What can be seen without another drawing. */
  private reflect(): void {
    const { state } = this;
    this.menu.show(state);
    this.room.classList.toggle("colour-cudnn", state.colour === "cudnn");
    this.room.classList.toggle("without-states", state.without.includes("states"));
    need("#place").hidden = !(state.inside || state.unrolled);
    need("#place-name").textContent = state.inside ? `Inside ${state.inside}` : `Over ${state.unrolled} time steps`;
    this.allow();
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-drawn]")) {
      const query = drawnBy(state);
      link.search = query ? `?${query}` : "";
    }
  }

  /** Where a part of the model is seen, nothing of it opens or closes. */
  private allow(): void {
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-fold]"))
      button.disabled = isPart(this.state);
  }

  /** Over when what is to be seen has come, whether this change brings it or a later one. */
  private draw(keepsPlace = false): Promise<void> {
    const query = drawnBy(this.state);
    if (query === this.shown) return this.drawing;
    this.shown = query;
    // The place of a drawing that hasn't come yet isn't that of the one that is seen.
    this.keepsPlace = keepsPlace && (this.keepsPlace || !this.room.hasAttribute("aria-busy"));
    this.loading.abort();
    this.loading = new AbortController();
    this.drawing = this.load(query, this.loading.signal);
    return this.drawing;
  }

  private async load(query: string, signal: AbortSignal): Promise<void> {
    this.room.setAttribute("aria-busy", "true");
    try {
      const svg = await loadDrawing(`picture.svg${query && `?${query}`}`, signal);
      if (!signal.aborted) this.take(svg);
    } catch (error) {
      if (!signal.aborted) this.fail(error instanceof NoDrawing ? error.message : "The drawing can't be shown.");
    }
    if (signal.aborted) return this.drawing;
    this.room.removeAttribute("aria-busy");
  }

  private take(svg: SVGSVGElement): void {
    this.room.querySelector(".failure")?.remove();
    const held = this.keepsPlace && this.state.at && this.canvas.drawing?.isConnected ? this.held() : null;
    const before = held && this.standing(held);
    this.adopt(svg);
    const after = held && this.standing(held);
    this.canvas.show(svg, this.state.at, before && after ? [before, after] : null);
  }

  /** What stays where it is when the same is drawn otherwise: what is selected and in sight, or else in the middle. */
  private held(): string | null {
    const room = this.room.getBoundingClientRect();
    const { layer } = this.state;
    const box = layer && this.standing(layer)?.getBoundingClientRect();
    if (box && box.right > room.left && box.left < room.right && box.bottom > room.top && box.top < room.bottom)
      return layer;
    return this.graph?.nearest((room.left + room.right) / 2, (room.top + room.bottom) / 2) ?? null;
  }

  /** The box that stands for a layer or a block: its own, that of what hides it, or the first of those inside. */
  private standing(name: string): SVGGElement | null {
    const { blocks } = this.model;
    const inside = this.block(name)?.layers ?? [];
    for (const each of [name, closedAs(name, blocks), ...coversOf(name, blocks), ...inside]) {
      const box = this.graph?.box(each);
      if (box) return box;
    }
    return null;
  }

  /** Makes the boxes of a drawing ones that can be picked. */
  private adopt(svg: SVGSVGElement): void {
    this.graph = new Graph(svg, (name) => this.pick(name));
    this.graph.select(this.state.layer);
  }

  private fail(message: string): void {
    this.room.querySelector("svg")?.remove();
    this.room.querySelector(".failure")?.remove();
    this.room.append(h("p", { class: "failure", role: "alert" }, message));
  }

  /** Selects what was clicked, and leaves it in sight of the hand, whatever room the panel takes. */
  private pick(name: string | null): void {
    this.select(name);
    const box = name === null ? null : this.graph?.box(name);
    this.canvas.resized();
    if (box) this.canvas.reveal(box, false);
  }

  private select(name: string | null, tab: Tab = "layer"): void {
    const known = name !== null && (this.layers.has(name) || this.block(name) !== undefined);
    this.state = { ...this.state, layer: known ? name : null };
    this.graph?.select(this.state.layer);
    this.fill();
    if (known) {
      this.panel.open(tab);
      announce(`${name} is selected`);
    }
    this.keep();
  }

  private block(name: string | null): Block | undefined {
    return this.model.blocks.find((block) => block.name === name);
  }

  /** Fills the pane of what is selected. */
  private fill(): void {
    const pane = this.panel.pane("layer");
    const name = this.state.layer ?? "";
    const layer = this.layers.get(name);
    const block = this.block(name);
    const folded = this.state.collapse.includes(closedAs(name, this.model.blocks));
    if (layer) {
      const unused = isUnused(this.graph?.box(name) ?? null);
      pane.replaceChildren(...layerPane(layer, this.model, { folded, unused }, this.cost.element, this.actions));
      void this.cost.show(name);
    } else if (block) pane.replaceChildren(...blockPane(block, this.model.layers, folded, this.actions));
    else pane.replaceChildren(h("p", { class: "empty" }, "Select a layer in the diagram, or find one by its name."));
    pane.scrollTop = 0;
    this.allow();
  }

  /** Selects a layer and brings it into view; what hides it is opened. */
  private async goTo(name: string): Promise<void> {
    this.select(name);
    if (!this.graph?.box(name) && this.layers.has(name)) {
      const covers = coversOf(name, this.model.blocks);
      const collapse = this.state.collapse.filter((each) => !covers.includes(each));
      await this.set({ ...this.whole(), collapse }, true);
      this.fill();
    }
    const box = this.state.layer === name ? this.graph?.box(name) : null;
    if (!box) return;
    this.canvas.resized();
    this.canvas.reveal(box);
    box.focus({ preventScroll: true });
  }

  /** With the panel the selection goes. */
  private tabbed(tab: Tab | null): void {
    const layer = tab === null ? null : this.state.layer;
    this.state = { ...this.state, layer, tab: tab === "layer" && layer ? null : tab };
    this.graph?.select(layer);
    if (tab === "layer" && !layer) this.fill();
    this.keep();
  }

  /** A link to a line of the source opens it. */
  private toLine(): void {
    const line = Number(/^#L(\d+)$/.exec(location.hash)?.[1]);
    if (!line) return;
    this.panel.open("source");
    markLines([line, line]);
  }

  /** All that can be drawn as one box: blocks, and layers with others inside that are in none. */
  private foldable(): string[] {
    const blocks = foldable(this.model.blocks);
    const layers = this.model.layers.filter((layer) => layer.opens).map((layer) => layer.name);
    return [...blocks, ...layers.filter((name) => !coversOf(name, this.model.blocks).length)];
  }

  private save(how: (drawing: { svg: SVGSVGElement; width: number; height: number }, name: string) => unknown): void {
    const svg = this.canvas.drawing;
    if (svg) void how({ svg, ...this.canvas.natural }, this.model.name.split("/").at(-1) ?? "diagram");
  }
}
