// Getting a drawing. It is parsed by the browser as a document of its own, never as markup of the page.

export class NoDrawing extends Error {}

/** The drawing at an address, or what is drawn there of `body`; `signal` gives it up. */
export function loadDrawing(address: string, signal: AbortSignal, body?: unknown): Promise<SVGSVGElement> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(body === undefined ? "GET" : "POST", address);
    if (body !== undefined) request.setRequestHeader("Content-Type", "application/json");
    request.responseType = "document";
    request.addEventListener("load", () => {
      const root = request.responseXML?.documentElement;
      if (request.status === 200 && root instanceof SVGSVGElement) resolve(document.adoptNode(root));
      else reject(new NoDrawing(reason(request)));
    });
    request.addEventListener("error", () => reject(new NoDrawing("The server can't be reached.")));
    request.addEventListener("abort", () => reject(signal.reason));
    signal.addEventListener("abort", () => request.abort());
    request.send(body === undefined ? null : JSON.stringify(body));
  });
}

/** What the server's own page says of an error. */
function reason(request: XMLHttpRequest): string {
  const said = request.responseXML?.querySelector(".lead")?.textContent;
  return said ?? `This can't be drawn: the server answered ${request.status}.`;
}
