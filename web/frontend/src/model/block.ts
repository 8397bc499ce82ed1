// A block: what it is made of, and how it is drawn.
import { h } from "../shared/dom";
import type { Block, Layer } from "./types";
import { countText } from "./wording";

/** The blocks that can be drawn as one box: the first of each row of copies, which closes them all. */
export function foldable(blocks: Block[]): string[] {
  return blocks.filter((block) => !block.parent && block.copy === 1).map((block) => block.name);
}

/** The name under which a block closes: that of its first copy, which closes them all. Any other name is its own. */
export function closedAs(name: string, blocks: Block[]): string {
  const at = blocks.findIndex((block) => block.name === name);
  const block = blocks[at];
  const alike = (each: Block): boolean => each.block === block?.block && each.parent === block.parent;
  return blocks.slice(0, at + 1).findLast((each) => alike(each) && each.copy === 1)?.name ?? name;
}

/** The names under which a layer may be hidden: those of the blocks around it. */
export function coversOf(layer: string, blocks: Block[]): string[] {
  const around = blocks.filter((block) => block.layers.includes(layer));
  return around.map((block) => closedAs(block.name, blocks));
}

/** The block's pane; `fold` draws it as one box, or opens it again. */
export function blockPane(
  block: Block,
  layers: Layer[],
  folded: boolean,
  actions: { go: (name: string) => void; fold: (name: string) => void },
): HTMLElement[] {
  const held = new Set(block.layers);
  const inside = layers.filter((layer) => held.has(layer.name));
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
          layer.name.replace(`${block.name}/`, ""),
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
      h(
        "p",
        { class: "type" },
        `${block.block ? `block ${block.block}${times}` : "part of the model"} · ${countText(params)} parameters`,
      ),
      h(
        "div",
        { class: "buttons" },
        h(
          "button",
          { type: "button", "data-fold": true, onclick: () => actions.fold(block.name) },
          folded ? "Show the layers" : "Draw as one box",
        ),
      ),
    ),
    h("section", {}, h("h3", {}, "Layers"), h("table", { "aria-label": "Layers inside" }, h("tbody", {}, ...rows))),
  ];
}
