// The list of runs: its rows follow what the server tells.
import { epochs, listen, measure, type RunCard, showStatus } from "./data";

export function watchList(table: HTMLElement): void {
  askForTwo(table);
  const rows = new Map([...table.querySelectorAll<HTMLElement>("[data-run]")].map((row) => [row.dataset.run, row]));
  let before: string | null = null;
  listen<RunCard[]>(table.dataset.events ?? "", "runs", (runs) => {
    const names = JSON.stringify(runs.map((run) => run.name));
    const known = runs.length === rows.size && runs.every((run) => rows.has(run.name));
    // A run that came or went makes another table; what has been chosen is not thrown away for it, nor is the same
    // list asked for again and again.
    if (!known && before !== names && !table.querySelector(":checked")) location.reload();
    before = names;
    for (const run of runs) update(rows.get(run.name), run);
  });
}

/** Runs are compared from two on. The browser may have kept what was chosen before. */
function askForTwo(table: HTMLElement): void {
  const button = table.closest("form")?.querySelector("button");
  if (!button) return;
  const count = () => {
    button.disabled = table.querySelectorAll(":checked").length < 2;
  };
  table.addEventListener("change", count);
  addEventListener("pageshow", count);
  count();
}

function update(row: HTMLElement | undefined, run: RunCard): void {
  if (!row) return;
  showStatus(row.querySelector(".status"), run);
  const counted = row.querySelector("[data-epochs]");
  if (counted) counted.textContent = epochs(run);
  for (const cell of row.querySelectorAll<HTMLElement>("[data-curve]")) {
    const name = cell.dataset.curve ?? "";
    cell.textContent = measure(run.last[`val_${name}`] ?? run.last[name]);
  }
}
