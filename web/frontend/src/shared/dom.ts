// Elements made without markup: every text is a text node, so no name in a spec can become anything else.
type Child = Node | string | null | undefined | false;
type Handler = (event: Event) => void;
type Value = string | number | boolean | undefined | Handler;

/** An element with attributes (`on...` are listeners, false and undefined are left out) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((each): each is Node | string => each instanceof Node || typeof each === "string"));
  return element;
}

/** The element that a page must have. */
export function need<E extends Element = HTMLElement>(selector: string, within: ParentNode = document): E {
  const found = within.querySelector<E>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

/** Whether a key is being typed into a field, and so means a letter. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  return !!target?.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

/** Whether keys are pressed that make a letter a command of the browser. */
export function isCommand(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}

/** Says something to those who listen to the page. */
export function announce(text: string): void {
  const status = document.querySelector("#status");
  if (status) status.textContent = text;
}
