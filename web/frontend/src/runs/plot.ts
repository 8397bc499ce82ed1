// A curve of several runs over the epochs: training drawn through, validation dashed.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { measure, type Run } from "./data";

const HEIGHT = 260;

export class Plot {
  private plot: uPlot | null = null;
  private shown = "";

  constructor(
    private readonly place: HTMLElement,
    private readonly curve: string,
  ) {}

  /** Draws the runs, each in the colour of its place. */
  show(runs: (Run | undefined)[]): void {
    const series: uPlot.Series[] = [{ label: "epoch", value: (_, value) => (value === null ? "–" : String(value)) }];
    const lines: (number | null)[][] = [];
    const longest = Math.max(0, ...runs.map((run) => run?.epochs.length ?? 0));
    runs.forEach((run, index) => {
      for (const [key, dash] of [[this.curve, undefined] as const, [`val_${this.curve}`, [5, 4]] as const]) {
        if (!run?.epochs.some((epoch) => key in epoch)) continue;
        series.push(line(run.name, colour(index), key === this.curve ? undefined : "validation", dash, longest));
        lines.push(Array.from({ length: longest }, (_, at) => run.epochs[at]?.[key] ?? null));
      }
    });
    const data = [Array.from({ length: longest }, (_, at) => at + 1), ...lines] as uPlot.AlignedData;
    const names = series.map((each) => String(each.label)).join("\n");
    if (this.plot && this.shown === names) {
      this.plot.setData(data);
      return;
    }
    this.plot?.destroy();
    this.shown = names;
    this.plot = new uPlot(this.options(series), data, this.place);
  }

  /** Fits the room there is. */
  fit(): void {
    this.plot?.setSize({ width: this.place.clientWidth, height: HEIGHT });
  }

  private options(series: uPlot.Series[]): uPlot.Options {
    const style = getComputedStyle(document.documentElement);
    const [ink, hair] = [style.getPropertyValue("--muted").trim(), style.getPropertyValue("--hair").trim()];
    const axis: uPlot.Axis = { stroke: ink, grid: { stroke: hair, width: 1 }, ticks: { show: false }, size: 48 };
    const whole: uPlot.Axis = {
      ...axis,
      grid: { show: false },
      size: 32,
      space: 40,
      incrs: [1, 2, 5, 10, 20, 50, 100, 500],
    };
    return {
      width: this.place.clientWidth,
      height: HEIGHT,
      series,
      scales: { x: { time: false } },
      axes: [whole, axis],
      legend: { live: true, markers: { dash: (plot, index) => (plot.series[index]?.dash ? "dashed" : "solid") } },
    };
  }
}

function colour(index: number): string {
  const entry = document.querySelector(`.run-${index}`);
  return entry ? getComputedStyle(entry).getPropertyValue("--run").trim() : "gray";
}

function line(
  name: string,
  stroke: string,
  what: string | undefined,
  dash: readonly number[] | undefined,
  epochs: number,
): uPlot.Series {
  return {
    label: what ? `${name}, ${what}` : name,
    stroke,
    width: 2,
    ...(dash && { dash: [...dash] }),
    points: { show: epochs < 3 },
    value: (_, value) => measure(value),
  };
}
