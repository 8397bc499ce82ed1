// All that is known of one layer.
import { h, need } from "../shared/dom";
import { UNUSED } from "../shared/graph";
import type { Argument, Diagnostic, Layer, Model, Read } from "./types";
import { countText, shapeText, valueText } from "./wording";

export interface Actions {
  go: (name: string) => void;
  inside: (path: string) => void;
  fold: (name: string) => void;
  lines: (lines: [number, number]) => void;
}

/** How a layer is drawn: with the layers inside it hidden, and as one that no output depends on. */
interface Drawn {
  folded: boolean;
  unused: boolean;
}

/** The parts of a layer's pane. */
export function layerPane(
  layer: Layer,
  model: Model,
  drawn: Drawn,
  cost: HTMLElement,
  actions: Actions,
): HTMLElement[] {
  const given = layer.arguments.filter((each) => !each.is_default);
  const left = layer.arguments.filter((each) => each.is_default);
  const problems = model.diagnostics.filter((each) => each.layer === layer.name);
  return [
    heading(layer, model, drawn, actions),
    ...(problems.length ? [h("ol", { class: "about" }, ...problems.map(problemItem))] : []),
    ...section("Arguments", argumentList(given), ...defaults(left)),
    ...section("Call", argumentList(layer.call)),
    ...section("Reads", readTable(layer.inputs, model, actions)),
    ...section("Gives", outputTable(layer)),
    ...section("cuDNN", verdict(layer)),
    ...section("Weights", weightTable(layer)),
    cost,
    ...section("Source", sourceLines(layer, model, actions)),
  ];
}

function heading(layer: Layer, model: Model, { folded, unused }: Drawn, actions: Actions): HTMLElement {
  const block = model.blocks.findLast((each) => layer.name.startsWith(`${each.name}/`));
  const buttons = layer.insides.map((path) => {
    const part = path === layer.name ? "" : ` ${path.slice(layer.name.length + 1).replace("_", " ")}`;
    return h("button", { type: "button", onclick: () => actions.inside(path) }, `Inside${part}`);
  });
  if (layer.opens)
    buttons.push(
      h(
        "button",
        { type: "button", "data-fold": true, onclick: () => actions.fold(layer.name) },
        folded ? "Show layers inside" : "Hide layers inside",
      ),
    );
  return h(
    "header",
    {},
    h("h2", { id: "layer-name", tabindex: "-1" }, layer.name),
    h("p", { class: "type" }, layer.title),
    block &&
      h(
        "p",
        { class: "type" },
        "in ",
        h("button", { type: "button", class: "link", onclick: () => actions.go(block.name) }, block.name),
      ),
    layer.description && h("p", { class: "description" }, layer.description),
    unused && h("p", { class: "unused" }, UNUSED),
    buttons.length > 0 && h("div", { class: "buttons" }, ...buttons),
  );
}

function section(title: string, ...content: (HTMLElement | null)[]): HTMLElement[] {
  const shown = content.filter((each): each is HTMLElement => !!each);
  return shown.length ? [h("section", {}, h("h3", {}, title), ...shown)] : [];
}

function problemItem(each: Diagnostic): HTMLElement {
  const rule = h("a", { href: `${need("#panel").dataset.rules}${each.code}/` }, each.code);
  return h(
    "li",
    { class: `problem ${each.severity}` },
    h("p", {}, h("span", { class: "code" }, `${each.severity} `, rule), ` ${each.message}`),
    each.fix &&
      h(
        "p",
        { class: "aside" },
        h("span", {}, `Fix: ${[each.fix, ...(each.fix.alternatives ?? [])].map((fix) => fix.title).join("; or ")}`),
        h("a", { href: need("#panel").dataset.edit }, "Mend it in the editor"),
      ),
  );
}

function argumentList(given: Argument[], kind = "given"): HTMLElement | null {
  if (!given.length) return null;
  return h(
    "dl",
    { class: `arguments ${kind}` },
    ...given.map((each) => h("div", {}, h("dt", {}, each.name), h("dd", {}, valueText(each.value)))),
  );
}

function defaults(left: Argument[]): (HTMLElement | null)[] {
  const list = argumentList(left, "left");
  return [list && h("details", {}, h("summary", {}, `${left.length} at their defaults`), list)];
}

function readTable(inputs: Read[], model: Model, actions: Actions): HTMLElement | null {
  if (!inputs.length) return null;
  const names = new Set(model.layers.map((each) => each.name));
  const rows = inputs.map((each) => {
    const name = [...prefixes(each.reference)].find((prefix) => names.has(prefix));
    const reference = name
      ? h("button", { type: "button", class: "link", onclick: () => actions.go(name) }, each.reference)
      : each.reference;
    const role = each.field.startsWith("initial_state") ? "starts a state" : each.field === "mask" ? "is the mask" : "";
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, reference, role && h("span", { class: "type" }, role)),
      h(
        "td",
        { class: "shape" },
        shapeText(each.shape),
        each.mask && h("span", { class: "mask" }, maskText(each.mask)),
      ),
    );
  });
  return table("What the layer reads", rows, "ports");
}

function* prefixes(reference: string): Generator<string> {
  yield reference;
  const dot = reference.lastIndexOf(".");
  if (dot > 0) yield reference.slice(0, dot);
}

function outputTable(layer: Layer): HTMLElement | null {
  const rows = layer.outputs.map((each, index) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, each.name),
      h(
        "td",
        { class: "shape" },
        shapeText(each.shape),
        index === 0 && layer.mask && h("span", { class: "mask" }, maskText(layer.mask)),
      ),
    ),
  );
  return rows.length ? table("What the layer gives", rows, "ports") : null;
}

function maskText(mask: { source: string; padding: string }): string {
  return `masked by ${mask.source}, ${mask.padding === "right" ? "padded at the right" : "padded anywhere"}`;
}

function verdict(layer: Layer): HTMLElement | null {
  if (!layer.cudnn) return null;
  const { eligible, reasons } = layer.cudnn;
  return h(
    "div",
    { class: "verdict" },
    h(
      "p",
      {},
      h("span", { class: `badge ${eligible ? "eligible" : "not-eligible"}` }, eligible ? "eligible" : "not eligible"),
    ),
    reasons.length > 0 && h("ul", {}, ...reasons.map((each) => h("li", {}, each))),
  );
}

function weightTable(layer: Layer): HTMLElement | null {
  if (layer.shares) return h("p", { class: "aside" }, `Those of ${layer.shares}.`);
  if (!layer.weights.length) return null;
  const rows = layer.weights.map((each) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, each.name, !each.trainable && h("span", { class: "type" }, "not trainable")),
      h("td", { class: "shape" }, shapeText(each.shape)),
      h("td", { class: "number" }, countText(each.params)),
    ),
  );
  const total = h(
    "tr",
    { class: "total" },
    h("th", { scope: "row" }, "Parameters"),
    h("td", {}),
    h("td", { class: "number" }, countText(layer.params)),
  );
  return table("Weights", rows.length > 1 ? [...rows, total] : rows);
}

function table(label: string, rows: HTMLElement[], kind = ""): HTMLElement {
  return h("table", { "aria-label": label, class: kind || undefined }, h("tbody", {}, ...rows));
}

function sourceLines(layer: Layer, model: Model, actions: Actions): HTMLElement | null {
  const { lines } = layer;
  if (!lines) return null;
  const text = model.source.split(/\r\n|\r|\n/).slice(lines[0] - 1, Math.min(lines[1], lines[0] + 19));
  const indent = Math.min(...text.filter((each) => each.trim()).map((each) => each.length - each.trimStart().length));
  const label = lines[0] === lines[1] ? `line ${lines[0]}` : `lines ${lines[0]} to ${lines[1]}`;
  return h(
    "div",
    { class: "excerpt" },
    h(
      "pre",
      { tabindex: "0", "aria-label": `Source, ${label}` },
      h("code", {}, text.map((each) => each.slice(indent)).join("\n")),
    ),
    h("button", { type: "button", class: "link", onclick: () => actions.lines(lines) }, `Show ${label}`),
  );
}
