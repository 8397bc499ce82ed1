// The little Markdown that the server's explanations use: lists, **strong**, `code`.
import { h } from "../shared/dom";

/** Markdown as elements; every text becomes a text node. */
export function markdown(text: string): HTMLElement {
  const root = h("div", { class: "told" });
  for (const line of text.split("\n")) {
    const item = /^( *)- (.*)$/.exec(line);
    if (item) root.append(h("p", { class: item[1] ? "item deep" : "item" }, ...spans(item[2] ?? "")));
    else if (line.trim()) root.append(h("p", {}, ...spans(line)));
  }
  return root;
}

function spans(line: string): Node[] {
  return line.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part) => {
    if (part.startsWith("**")) return h("strong", {}, part.slice(2, -2));
    if (part.startsWith("`")) return h("code", {}, part.slice(1, -1));
    return document.createTextNode(part);
  });
}
