// CodeMirror with what a spec needs. It lives in a shadow root, whose style sheets the page's policy allows.
import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  hoverTooltip,
  keymap,
  lineNumbers,
  type Tooltip,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { ask, type Suggestions, type Told } from "./ask";
import { markdown } from "./markdown";
import { toCharacters, toUnits } from "./offsets";

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--accent)" },
  { tag: tags.string, color: "var(--good)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--state)" },
  { tag: tags.punctuation, color: "var(--muted)" },
]);

const LOOK = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--panel)", fontSize: "0.875rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--ink)" },
  // What goes on in another line stands a little farther in than a layer does.
  ".cm-line": { paddingLeft: "calc(6ch + 6px)", textIndent: "-6ch" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--panel)", color: "var(--muted)", borderRight: "1px solid var(--hair)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--tint)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 25%, transparent)",
  },
  ".cm-tooltip, .cm-panels": {
    backgroundColor: "var(--panel)",
    color: "var(--ink)",
    border: "1px solid var(--hair)",
    borderRadius: "6px",
  },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--panel)" },
  ".cm-completionDetail": { color: "inherit", opacity: "0.75", fontStyle: "normal" },
  ".cm-completionInfo, .told": {
    maxWidth: "32rem",
    padding: "0.4rem 0.7rem",
    fontFamily: "var(--sans)",
    fontSize: "0.8125rem",
    lineHeight: "1.5",
  },
  ".told p": { margin: "0" },
  ".told .item": { paddingLeft: "1em" },
  ".told .deep": { paddingLeft: "2em" },
  ".told code": { fontFamily: "var(--mono)" },
  // Their own marks are images in the style sheet, which the page's policy does not load.
  ".cm-lintRange": { backgroundImage: "none", paddingBottom: "0" },
  ".cm-lintRange-error": { textDecoration: "underline wavy var(--bad)", textUnderlineOffset: "3px" },
  ".cm-lintRange-warning": { textDecoration: "underline wavy var(--fair)", textUnderlineOffset: "3px" },
  ".cm-lint-marker": {
    content: "none",
    width: "0.55em",
    height: "0.55em",
    borderRadius: "50%",
    margin: "0.4em auto 0",
  },
  ".cm-lint-marker-error": { backgroundColor: "var(--bad)" },
  ".cm-lint-marker-warning": { backgroundColor: "var(--fair)" },
  ".cm-diagnostic": { fontFamily: "var(--sans)", padding: "0.35rem 0.7rem", color: "var(--ink)" },
  ".cm-diagnostic a": { color: "var(--accent)", fontWeight: "600" },
  ".cm-diagnosticAction": {
    backgroundColor: "var(--accent)",
    color: "var(--panel)",
    borderRadius: "4px",
    padding: "0.15rem 0.5rem",
    cursor: "pointer",
  },
  ".cm-button, .cm-textfield": {
    backgroundImage: "none",
    backgroundColor: "var(--ground)",
    color: "var(--ink)",
    border: "1px solid var(--hair)",
  },
  ".cm-matchingBracket": { backgroundColor: "var(--tint)", outline: "1px solid var(--hair)" },
});

/** An editor in `place`; `changed` hears of every change, `moved` of every way that the cursor goes without one. */
export function editor(place: HTMLElement, text: string, changed: () => void, moved: () => void): EditorView {
  const root = place.attachShadow({ mode: "open" });
  const parent = document.createElement("div");
  parent.style.height = "100%";
  root.append(parent);
  return new EditorView({
    root,
    parent,
    state: EditorState.create({ doc: text, extensions: extensions(changed, moved) }),
  });
}

function extensions(changed: () => void, moved: () => void): Extension {
  return [
    lineNumbers(),
    foldGutter(),
    lintGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of("  "),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    // Specs have a layer on a line.
    EditorView.lineWrapping,
    json(),
    syntaxHighlighting(COLOURS),
    autocompletion({ override: [complete], icons: false }),
    hoverTooltip(tell, { hoverTime: 250 }),
    EditorView.contentAttributes.of({ "aria-label": "The spec. Escape, then Tab, leaves the editor.", tabindex: "0" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) changed();
      else if (update.selectionSet) moved();
    }),
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      ...lintKeymap,
      indentWithTab,
    ]),
    LOOK,
  ];
}

async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  const text = context.state.doc.toString();
  const before = text[context.pos - 1] ?? "";
  if (!context.explicit && !/[\w".$]/.test(before)) return null;
  const control = new AbortController();
  context.addEventListener("abort", () => control.abort());
  try {
    const found = await ask<Suggestions>("complete", { text, offset: toCharacters(text, context.pos) }, control.signal);
    const from = toUnits(text, found.start);
    const typed = text.slice(from, context.pos).replace(/^"/, "");
    const options = found.suggestions
      .map((each) => ({ ...each, rank: rank(each.label.toLowerCase(), typed.toLowerCase()) }))
      .filter((each) => each.rank < Infinity)
      .sort((a, b) => a.rank - b.rank)
      .map((each, index) => ({
        label: each.label,
        detail: each.detail,
        apply: each.new,
        boost: -index / 100,
        ...(each.about && { info: () => markdown(each.about) }),
      }));
    return options.length ? { from, to: toUnits(text, found.end), options, filter: false } : null;
  } catch {
    return null;
  }
}

/** What begins with the letters typed comes first, then where they stand together, then where they stand in order. */
function rank(label: string, typed: string): number {
  if (label.startsWith(typed)) return 0;
  if (label.includes(typed)) return 1;
  let at = 0;
  for (const letter of typed) {
    at = label.indexOf(letter, at) + 1;
    if (!at) return Infinity;
  }
  return 2;
}

async function tell(view: EditorView, position: number): Promise<Tooltip | null> {
  const text = view.state.doc.toString();
  try {
    const found = await ask<Told>("hover", { text, offset: toCharacters(text, position) });
    if (!found.markdown) return null;
    return {
      pos: toUnits(text, found.start),
      end: toUnits(text, found.end),
      create: () => ({ dom: markdown(found.markdown) }),
    };
  } catch {
    return null;
  }
}
