// A block: what it is made of, and how it is drawn.
import { h } from "../shared/dom";
import type { Block, Layer } from "./types";
import { countText } from "./wording";

/** The block's pane; `fold` draws it as one box, or opens it again. */
export function blockPane(
  block: Block,
  layers: Layer[],
  folded: boolean,
  actions: { go: (name: string) => void; fold: (name: string) => void },
): HTMLElement[] {
  const inside = layers.filter((layer) => layer.name.startsWith(`${block.name}/`));
  const params = inside.reduce<number | null>(
    (sum, each) => (each.params === null || sum === null ? null : sum + each.params),
    0,
  );
  const rows = inside.map((layer) =>
    h(
      "tr",
      {},
      h(
        "th",
        { scope: "row" },
        h(
          "button",
          { type: "button", class: "link", onclick: () => actions.go(layer.name) },
          layer.name.slice(block.name.length + 1),
        ),
        h("span", { class: "type" }, layer.title),
      ),
      h("td", { class: "number" }, countText(layer.params)),
    ),
  );
  const times = block.copies > 1 ? `, ${block.copy} of ${block.copies}` : "";
  return [
    h(
      "header",
      {},
      h("h2", { id: "layer-name", tabindex: "-1" }, block.name),
      h("p", { class: "type" }, `block ${block.block}${times} · ${countText(params)} parameters`),
      h(
        "div",
        { class: "buttons" },
        h(
          "button",
          { type: "button", onclick: () => actions.fold(block.name) },
          folded ? "Open the block" : "Draw as one box",
        ),
      ),
    ),
    h(
      "section",
      {},
      h("h3", {}, "Layers"),
      h("table", { "aria-label": "Layers of the block" }, h("tbody", {}, ...rows)),
    ),
  ];
}
