// The picture beside the text. It keeps its place from one drawing to the next, and its boxes lead to their lines.
import type { EditorView } from "@codemirror/view";
import { Canvas } from "../shared/canvas";
import { isCommand, need } from "../shared/dom";
import { Graph } from "../shared/graph";
import type { Lines } from "./ask";

export class Picture {
  private readonly room = need("#drawing");
  private at: [number, number, number] | null = null;
  private graph: Graph | null = null;
  private lines: Lines = {};
  private here: string | null = null;
  private readonly canvas = new Canvas(
    this.room,
    (at) => {
      this.at = at;
    },
    (scale) => {
      need("#scale").textContent = `${Math.round(scale * 100)}%`;
    },
  );

  constructor(private readonly view: EditorView) {
    need("#closer").addEventListener("click", () => this.canvas.zoomBy(1.3));
    need("#farther").addEventListener("click", () => this.canvas.zoomBy(1 / 1.3));
    need("#fit").addEventListener("click", () => this.canvas.fit());
    this.room.addEventListener("keydown", (event) => this.keyed(event));
    const drawn = this.room.querySelector<SVGSVGElement>("svg");
    if (drawn) this.show(drawn);
  }

  show(svg: SVGSVGElement): void {
    this.room.classList.remove("stale");
    // A hand that is on a box stays there.
    const held = this.room.contains(document.activeElement) ? document.activeElement?.id : "";
    this.canvas.show(svg, this.at);
    this.graph = new Graph(svg, (name) => this.go(name));
    this.follow();
    if (held) svg.querySelector<SVGElement>(`[id="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  }

  /** Of the text as it is nothing can be drawn: what is shown is of an earlier one, if that had anything. */
  lost(svg: SVGSVGElement): void {
    if (this.room.querySelector(".layer")) this.room.classList.add("stale");
    else this.show(svg);
  }

  /** Which lines say what; they hold for the text as it is now. */
  read(lines: Lines): void {
    this.lines = lines;
    this.follow();
  }

  /** Marks the layer that the cursor is in, and brings it into sight where the cursor has `moved` there. */
  follow(moved = false): void {
    const { doc, selection } = this.view.state;
    const line = doc.lineAt(selection.main.head).number;
    const around = Object.entries(this.lines).filter(([, [first, last]]) => first <= line && line <= last);
    // Of a block's copies, which have their lines in common, the one that was picked.
    const here = (around.find(([name]) => name === this.here) ?? around[0])?.[0] ?? null;
    this.graph?.select(here);
    const box = here === null ? null : this.graph?.box(here);
    if (box && moved && here !== this.here) this.canvas.reveal(box);
    this.here = here;
  }

  private go(name: string | null): void {
    const [first] = this.lines[name ?? ""] ?? [];
    if (first === undefined || first > this.view.state.doc.lines) return;
    this.here = name;
    this.view.dispatch({ selection: { anchor: this.view.state.doc.line(first).from }, scrollIntoView: true });
    this.view.focus();
  }

  private keyed(event: KeyboardEvent): void {
    if (isCommand(event)) return;
    const node = this.graph?.keyed(event.key);
    if (node) this.canvas.reveal(node);
    if (node || this.canvas.keyed(event.key)) event.preventDefault();
  }
}
