// Questions to the server's JSON API. Nothing is kept there.
import { loadDrawing } from "../shared/drawing";
import { hasCrlf, plain } from "./lines";

const API = "/api/v1";

export interface Diagnostic {
  code: string;
  severity: "error" | "warning";
  message: string;
  line: number | null;
  column: number | null;
  end_line: number | null;
  end_column: number | null;
}

/** By the names of layers and inputs: the first and the last line of each, from 1. */
export type Lines = Record<string, [number, number]>;

export interface Analysis {
  lines: Lines;
  check: { files: { diagnostics: Diagnostic[] }[] };
  /** `total_params` is null where errors leave it unknown. */
  summary: { total_params: number | null; layers: { type: string }[] };
  /** What all layers say together, in words. */
  cudnn: string;
}

export interface TextEdit {
  start: number;
  end: number;
  new: string;
}

export interface QuickFix {
  code: string;
  line: number | null;
  column: number | null;
  title: string;
  safe: boolean;
  edits: TextEdit[];
}

export interface Suggestions {
  start: number;
  end: number;
  suggestions: { label: string; new: string; kind: string; detail: string; about: string }[];
}

export interface Told {
  start: number;
  end: number;
  markdown: string;
}

/** An answer of the API; `signal` gives the question up. */
export async function ask<T>(question: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(`${API}/${question}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
    signal: signal ?? null,
  });
  if (!answer.ok) throw new Error(await reason(answer));
  return (await answer.json()) as T;
}

export interface SpecFile {
  /** As the editor has it. */
  text: string;
  digest: string;
  crlf: boolean;
}

/** What a file says. */
export async function read(name: string): Promise<SpecFile> {
  const answer = await fetch(`${API}/spec?${new URLSearchParams({ name })}`);
  if (!answer.ok) throw new Refused(await reason(answer), answer.status);
  const { text, digest } = (await answer.json()) as { text: string; digest: string };
  return { text: plain(text), digest, crlf: hasCrlf(text) };
}

/** What the server would not do. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** Writes a spec to its file; the digest of what the file says now. */
export async function save(name: string, text: string, digest: string | null, token: string): Promise<string> {
  const headers = { "Content-Type": "application/json", "X-Rnngraph-Token": token };
  const answer = await fetch(`${API}/spec`, { method: "PUT", headers, body: JSON.stringify({ name, text, digest }) });
  if (!answer.ok) throw new Refused(await reason(answer), answer.status);
  return ((await answer.json()) as { digest: string }).digest;
}

async function reason(answer: Response): Promise<string> {
  try {
    return ((await answer.json()) as { message: string }).message;
  } catch {
    return `The server answered ${answer.status}.`;
  }
}

/** The diagram of a text. */
export function draw(text: string, signal: AbortSignal): Promise<SVGSVGElement> {
  return loadDrawing(`${API}/diagram`, signal, { text });
}
