// What follows a change: findings, totals and the diagram, as soon as nothing more is typed.
import { type Action, type Diagnostic as Mark, setDiagnostics } from "@codemirror/lint";
import type { EditorView } from "@codemirror/view";
import { h } from "../shared/dom";
import { type Analysis, ask, type Diagnostic, draw, type QuickFix } from "./ask";
import { place, toUnits } from "./offsets";
import { ruleLink } from "./rule";

/** Milliseconds for which a newer text waits for the answers about an older one, before they are given up. */
const PATIENCE = 300;

export interface Heard {
  analysed(analysis: Analysis, findings: Finding[]): void;
  drawn(svg: SVGSVGElement): void;
  /** There is nothing left to draw but what is wrong. */
  lost(svg: SVGSVGElement): void;
  failed(message: string): void;
}

export interface Finding extends Diagnostic {
  from: number;
  to: number;
  fixes: QuickFix[];
}

export class Live {
  private control = new AbortController();
  private busy = false;
  private newer = false;
  private impatient = 0;

  constructor(
    private readonly view: EditorView,
    private readonly heard: Heard,
  ) {}

  /** The text has changed. It is looked at now, or, so that keys make no queue at the server, after the one before. */
  changed(): void {
    this.newer = true;
    if (!this.busy) void this.work();
    else this.impatient ||= window.setTimeout(() => this.control.abort(), PATIENCE);
  }

  private async work(): Promise<void> {
    this.busy = true;
    while (this.newer) {
      this.newer = false;
      this.control = new AbortController();
      await this.look(this.control.signal);
      clearTimeout(this.impatient);
      this.impatient = 0;
    }
    this.busy = false;
  }

  private async look(signal: AbortSignal): Promise<void> {
    const text = this.view.state.doc.toString();
    const drawn = draw(text, signal).then((svg) => this.newer || this.show(svg));
    const told = ask<Analysis>("analyse", { text }, signal).then((analysis) => this.tell(text, analysis, signal));
    for (const each of await Promise.allSettled([drawn, told]))
      if (each.status === "rejected" && !signal.aborted) this.heard.failed((each.reason as Error).message);
  }

  /** Of a text that is no JSON at the moment nothing may be left; what was there before says more. */
  private show(svg: SVGSVGElement): void {
    if (svg.querySelector(".layer")) this.heard.drawn(svg);
    else this.heard.lost(svg);
  }

  private async tell(text: string, analysis: Analysis, signal: AbortSignal): Promise<void> {
    const found = analysis.check.files[0]?.diagnostics ?? [];
    if (this.newer) return;
    const { fixes } = found.length ? await ask<{ fixes: QuickFix[] }>("fixes", { text }, signal) : { fixes: [] };
    if (this.newer) return;
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
    message: finding.message,
    renderMessage: () => h("span", {}, ruleLink(finding.code), ` ${finding.message}`),
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
