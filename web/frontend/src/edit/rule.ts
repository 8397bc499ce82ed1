// Links to the pages of rules.
import { h, need } from "../shared/dom";

/** The code of a rule as a link. It opens a tab of its own, so that the editor keeps what can be undone. */
export function ruleLink(code: string): HTMLElement {
  return h("a", { class: "rule", href: `${need(".editor").dataset.rules}${code}/`, target: "_blank" }, code);
}
