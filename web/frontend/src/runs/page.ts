// One run, or several side by side: a plot a curve, drawn anew whenever an epoch is over.
import { epochs, listen, measure, type Run, showStatus } from "./data";
import { Plot } from "./plot";

export function showCurves(section: HTMLElement): void {
  const entries = [...document.querySelectorAll<HTMLElement>(".legend [data-run]")];
  const names = entries.map((entry) => entry.dataset.run ?? "");
  const runs = new Map<string, Run>();
  const plots = new Map<string, Plot>();
  const query = new URLSearchParams(names.map((name) => ["name", name]));
  listen<Run>(`${section.dataset.events}?${query}`, "run", (run) => {
    const before = runs.get(run.name);
    runs.set(run.name, run);
    const entry = entries[names.indexOf(run.name)];
    if (entry) tell(entry, run);
    if (before?.epochs.length === run.epochs.length) return;
    const present = names.map((name) => runs.get(name));
    for (const curve of new Set(present.flatMap((each) => each?.curves ?? []))) {
      plotOf(section, plots, curve).show(present);
    }
    addRows(names.indexOf(run.name), run);
  });
  new ResizeObserver(() => {
    for (const plot of plots.values()) plot.fit();
  }).observe(section);
}

/** The plot of a curve; a run that has just begun has none on the page yet. */
function plotOf(section: HTMLElement, plots: Map<string, Plot>, curve: string): Plot {
  let plot = plots.get(curve);
  if (!plot) {
    let figure = section.querySelector<HTMLElement>(`[data-curve="${CSS.escape(curve)}"]`);
    if (!figure) {
      figure = document.createElement("figure");
      const caption = document.createElement("figcaption");
      const place = document.createElement("div");
      caption.textContent = curve.replaceAll("_", " ");
      place.className = "plot";
      figure.append(caption, place);
      section.append(figure);
    }
    plot = new Plot(figure.querySelector<HTMLElement>(".plot") as HTMLElement, curve);
    plots.set(curve, plot);
  }
  return plot;
}

/** What the legend says of a run. */
function tell(entry: HTMLElement, run: Run): void {
  showStatus(entry.querySelector(".status"), run);
  const counted = entry.querySelector("[data-epochs]");
  if (counted) counted.textContent = epochs(run);
  const at = entry.querySelector("[data-at]");
  if (!at) return;
  const { epoch, batch, batches, loss } = run.at ?? {};
  const running = run.status === "running" && run.at;
  at.textContent = running
    ? `epoch ${epoch}, batch ${batch}${batches ? ` of ${batches}` : ""}, loss ${measure(loss)}`
    : "";
}

/** Adds the epochs to the table that it does not have. */
function addRows(column: number, run: Run): void {
  const body = document.querySelector<HTMLTableSectionElement>(".numbers tbody");
  const heads = document.querySelectorAll(".numbers thead th").length - 1;
  const runs = document.querySelectorAll(".legend [data-run]").length;
  const curves = heads / Math.max(runs, 1);
  // A table without the curves of a run that had not begun is made whole when the page is loaded next.
  if (!body || curves !== run.curves.length) return;
  run.epochs.forEach((numbers, index) => {
    const row = body.rows[index] ?? newRow(body, heads);
    run.curves.forEach((curve, at) => {
      const cell = row.cells[1 + column * curves + at];
      if (cell && !cell.textContent?.trim()) fill(cell, numbers[curve], numbers[`val_${curve}`]);
    });
  });
}

function newRow(body: HTMLTableSectionElement, cells: number): HTMLTableRowElement {
  const row = body.insertRow();
  const head = document.createElement("th");
  head.scope = "row";
  head.className = "number";
  head.textContent = String(body.rows.length);
  row.append(head);
  for (let index = 0; index < cells; index++) row.insertCell().className = "number";
  return row;
}

function fill(
  cell: HTMLTableCellElement,
  value: number | null | undefined,
  validation: number | null | undefined,
): void {
  cell.textContent = measure(value);
  if (validation === undefined) return;
  const mark = document.createElement("span");
  mark.className = "validation";
  mark.textContent = measure(validation);
  cell.append(mark);
}
