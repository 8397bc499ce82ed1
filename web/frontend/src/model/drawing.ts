// Getting a drawing. It is parsed by the browser as a document of its own, never as markup of this page.

export class NoDrawing extends Error {}

/** The drawing of a view; `query` is the part of the address that it depends on. */
export function loadDrawing(query: string, signal: AbortSignal): Promise<SVGSVGElement> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", `picture.svg${query ? `?${query}` : ""}`);
    request.responseType = "document";
    request.addEventListener("load", () => {
      const root = request.responseXML?.documentElement;
      if (request.status === 200 && root instanceof SVGSVGElement) resolve(document.adoptNode(root));
      else reject(new NoDrawing(reason(request)));
    });
    request.addEventListener("error", () => reject(new NoDrawing("The server can't be reached.")));
    signal.addEventListener("abort", () => request.abort());
    request.send();
  });
}

/** What the server's own page says of an error. */
function reason(request: XMLHttpRequest): string {
  const said = request.responseXML?.querySelector(".lead")?.textContent;
  return said ?? `The server answered ${request.status}.`;
}
