// What a layer and the model cost, at a batch and a length that the reader chooses.
import { h } from "../shared/dom";
import type { Cost, Layer } from "./types";
import { bytesText, largeText } from "./wording";

const KEPT = "rnngraph.cost";
const MOST = 10_000_000;

interface Chosen {
  batch: number;
  length: number;
}

export class CostSection {
  readonly element = h("section", { class: "cost" });
  private readonly numbers = h("dl", {});
  private readonly asked = new Map<string, Promise<Cost>>();
  private chosen = recall();
  private layer = "";

  /** What the inputs leave open can be chosen. */
  constructor(layers: Layer[]) {
    const sizes = layers
      .filter((layer) => layer.type === "InputLayer")
      .map((layer) => layer.outputs[0]?.shape ?? [null]);
    const batch = sizes.some(([first]) => first === null);
    const length = sizes.some(([, ...rest]) => rest.includes(null));
    this.element.append(
      h("h3", {}, "Cost"),
      h("div", { class: "fields" }, this.field("batch", "Batch", batch), this.field("length", "Length", length)),
      this.numbers,
    );
  }

  async show(layer: string): Promise<void> {
    this.layer = layer;
    const query = this.query();
    const cost = await this.ask(query).catch(() => null);
    // Answers come in any order: one to another question is none.
    if (this.layer !== layer || this.query() !== query) return;
    const found = cost?.layers.find((each) => each.name === layer);
    this.element.hidden = !found;
    if (!cost || !found) return;
    const rows: [string, string, string][] = [
      ["FLOPs, a step", largeText(found.step_flops), "Of one sample, forward: two for each multiply-accumulate"],
      ["FLOPs, a sequence", largeText(found.flops), "Of one sample, forward: two for each multiply-accumulate"],
      ["Outputs", bytesText(found.output_bytes), "Memory of the outputs for the whole batch"],
      ["Kept for training", bytesText(found.kept_bytes), "What the backward pass needs besides the outputs"],
      ["Model, a sequence", `${largeText(cost.flops)} FLOPs`, "All layers together"],
      ["Model, activations", bytesText(cost.activation_bytes), "What training holds for the whole batch and length"],
    ];
    const shown = found.step_flops === null ? rows.slice(1) : rows;
    this.numbers.replaceChildren(
      ...shown.map(([term, value, title]) => h("div", { title }, h("dt", {}, term), h("dd", {}, value))),
    );
  }

  private query(): string {
    return `batch=${this.chosen.batch}&length=${this.chosen.length}`;
  }

  private ask(query: string): Promise<Cost> {
    let answer = this.asked.get(query);
    if (!answer) {
      answer = fetch(`cost.json?${query}`).then((response) => {
        if (!response.ok) throw new Error(`${response.status}`);
        return response.json() as Promise<Cost>;
      });
      answer.catch(() => this.asked.delete(query));
      this.asked.set(query, answer);
    }
    return answer;
  }

  private field(name: keyof Chosen, label: string, open: boolean): HTMLElement {
    if (!open) return h("p", { class: "fixed" }, `${label}: as the inputs say`);
    const input = h("input", {
      type: "number",
      name,
      min: 1,
      max: MOST,
      step: 1,
      value: this.chosen[name],
      title: `A whole number from 1 to ${MOST.toLocaleString("en")}`,
      inputmode: "numeric",
    });
    input.addEventListener("input", () => {
      const valid = input.value !== "" && input.validity.valid;
      input.setAttribute("aria-invalid", String(!valid));
      if (!valid) return;
      this.chosen = { ...this.chosen, [name]: Number(input.value) };
      localStorage.setItem(KEPT, JSON.stringify(this.chosen));
      void this.show(this.layer);
    });
    return h("label", {}, label, input);
  }
}

function recall(): Chosen {
  const usual = { batch: 32, length: 100 };
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "{}") as Partial<Chosen>;
    const valid = (value: unknown): value is number =>
      Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST;
    return {
      batch: valid(kept.batch) ? kept.batch : usual.batch,
      length: valid(kept.length) ? kept.length : usual.length,
    };
  } catch {
    return usual;
  }
}
