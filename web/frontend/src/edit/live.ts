// What follows a change: findings, totals and the diagram, as soon as nothing more is typed.
import { type Action, type Diagnostic as Mark, setDiagnostics } from "@codemirror/lint";
import type { EditorView } from "@codemirror/view";
import { type Analysis, ask, type Diagnostic, draw, type QuickFix } from "./ask";
import { place, toUnits } from "./offsets";

/** Milliseconds without a key. With the work of a 50-layer model, the picture is there well within 250. */
const WAIT = 20;

export interface Heard {
  analysed(analysis: Analysis, findings: Finding[]): void;
  drawn(svg: SVGSVGElement): void;
  lost(): void;
  failed(message: string): void;
}

export interface Finding extends Diagnostic {
  from: number;
  to: number;
  fixes: QuickFix[];
}

export class Live {
  private timer = 0;
  private control = new AbortController();

  constructor(
    private readonly view: EditorView,
    private readonly heard: Heard,
  ) {}

  /** The text has changed. */
  changed(wait = WAIT): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.look(), wait);
  }

  private async look(): Promise<void> {
    this.control.abort();
    this.control = new AbortController();
    const { signal } = this.control;
    const text = this.view.state.doc.toString();
    try {
      const [svg, analysis] = await Promise.all([draw(text, signal), ask<Analysis>("analyse", { text }, signal)]);
      if (signal.aborted) return;
      // Of a text that is no JSON at the moment nothing may be left; what was there before says more.
      if (analysis.summary.layers.length) this.heard.drawn(svg);
      else this.heard.lost();
      await this.tell(text, analysis, signal);
    } catch (error) {
      if (!signal.aborted) this.heard.failed((error as Error).message);
    }
  }

  private async tell(text: string, analysis: Analysis, signal: AbortSignal): Promise<void> {
    const found = analysis.check.files[0]?.diagnostics ?? [];
    const { fixes } = found.length ? await ask<{ fixes: QuickFix[] }>("fixes", { text }, signal) : { fixes: [] };
    if (signal.aborted) return;
    const { doc } = this.view.state;
    const findings = found.map((each) => ({
      ...each,
      from: place(doc, each.line, each.column),
      to: place(doc, each.end_line ?? each.line, each.end_column ?? each.column),
      fixes: fixes.filter((fix) => fix.code === each.code && fix.line === each.line && fix.column === each.column),
    }));
    const marks = findings.map((each) => mark(each, text));
    this.view.dispatch(setDiagnostics(this.view.state, marks));
    this.heard.analysed(analysis, findings);
  }
}

function mark(finding: Finding, text: string): Mark {
  return {
    from: finding.from,
    to: Math.max(finding.from, finding.to),
    severity: finding.severity,
    source: finding.code,
    message: finding.message,
    actions: finding.fixes.map((fix) => action(fix, text)),
  };
}

function action(fix: QuickFix, text: string): Action {
  return { name: fix.title, apply: (view) => mend(view, fix, text) };
}

/** Makes a fix's edits, which were worked out for `text`. */
export function mend(view: EditorView, fix: QuickFix, text: string): void {
  if (view.state.doc.toString() !== text) return;
  const changes = fix.edits.map((edit) => ({
    from: toUnits(text, edit.start),
    to: toUnits(text, edit.end),
    insert: edit.new,
  }));
  view.dispatch({ changes, userEvent: "input.fix" });
}
