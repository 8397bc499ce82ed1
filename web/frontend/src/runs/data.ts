// What the server says of a run, as web/run_contexts.py has it.
export type Numbers = Record<string, number | null>;

export interface RunCard {
  name: string;
  status: string;
  done: number;
  planned: number | null;
  last: Numbers;
  message: string;
}

export interface Run extends RunCard {
  curves: string[];
  epochs: Numbers[];
  at: Numbers | null;
}

/** Milliseconds until a server that had no room for this page is asked again. */
const AGAIN = 5000;

/**
 * Listens to one kind of server-sent event until there will be no more. A page that nobody looks at does not listen: a
 * browser has few connections to a server, and a server few threads.
 */
export function listen<T>(address: string, kind: string, told: (value: T) => void): void {
  let source: EventSource | null = null;
  let over = false;
  let again = 0;
  const close = () => {
    clearTimeout(again);
    source?.close();
    source = null;
  };
  const look = () => {
    if (document.hidden || over) close();
    else if (!source) {
      source = new EventSource(address);
      source.addEventListener(kind, (event) => told(JSON.parse((event as MessageEvent<string>).data) as T));
      source.addEventListener("over", () => {
        over = true;
        close();
      });
      // A stream that breaks off is opened anew by the browser; one that is refused is not.
      source.addEventListener("error", () => {
        if (source?.readyState !== EventSource.CLOSED) return;
        close();
        again = window.setTimeout(look, AGAIN);
      });
    }
  };
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", close);
  look();
}

/** Four digits, as the page's own numbers have. */
export function measure(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : String(Number(value.toPrecision(4)));
}

/** `3 / 20`, or `3` where it is not known how many there will be. */
export function epochs(run: RunCard): string {
  return run.planned ? `${run.done} / ${run.planned}` : String(run.done);
}

/** Puts a run's status into the mark that shows it. */
export function showStatus(mark: HTMLElement | null, run: RunCard): void {
  if (!mark) return;
  mark.textContent = run.status;
  mark.className = `status ${run.status}`;
}
