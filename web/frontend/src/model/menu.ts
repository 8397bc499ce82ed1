// What the View and Export menus do.
import { need } from "../shared/dom";
import { isPart, type State, withValue } from "./state";

/** Boxes of the View menu, by what they say of the state. */
const SHOWN: Record<string, { key: "hide" | "without" }> = {
  shapes: { key: "hide" },
  params: { key: "hide" },
  states: { key: "without" },
};

/** What only a drawing of all of the model can show or leave out. */
const WHOLE = ["shapes", "params", "states", "cudnn"];
const USUAL_STEPS = 4;

export class ViewMenu {
  private readonly form = need<HTMLFormElement>("#view");
  private state: State | null = null;

  constructor(private readonly change: (change: Partial<State>, visited?: boolean) => void) {
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("change", (event) => this.changed(event.target as HTMLInputElement));
    closeOutside();
  }

  /** Shows what is so. */
  show(state: State): void {
    this.state = state;
    const ticked: Record<string, boolean> = {
      [state.layout ?? this.usualLayout(state)]: true,
      cudnn: state.colour === "cudnn",
      unroll: state.unrolled !== null,
    };
    for (const [value, { key }] of Object.entries(SHOWN)) ticked[value] = !state[key].includes(value);
    for (const input of this.form.querySelectorAll<HTMLInputElement>("input")) {
      if (input.name === "steps") input.value = String(state.unrolled ?? USUAL_STEPS);
      else input.checked = ticked[input.value] ?? false;
      // The drawing of a part says all that it has to say.
      if (input.name === "show") input.disabled = WHOLE.includes(input.value) ? isPart(state) : false;
    }
  }

  /** The inside of a cell is drawn from left to right, all else from top to bottom. */
  private usualLayout(state: State): string {
    return state.inside ? "right" : "down";
  }

  private unroll(input: HTMLInputElement): void {
    const steps = need<HTMLInputElement>("[name=steps]", this.form);
    const chosen = need<HTMLInputElement>("[value=unroll]", this.form).checked || input === steps;
    if (!steps.validity.valid || !steps.value) return;
    this.change({ unrolled: chosen ? Number(steps.value) : null, inside: null, layout: null, at: null }, true);
  }

  private changed(input: HTMLInputElement): void {
    const { state } = this;
    if (!state) return;
    const toggle = SHOWN[input.value];
    if (input.name === "layout") {
      const layout = input.value === this.usualLayout(state) ? null : (input.value as State["layout"]);
      this.change({ layout });
    } else if (input.value === "unroll" || input.name === "steps") this.unroll(input);
    else if (input.value === "cudnn") this.change({ colour: input.checked ? "cudnn" : null });
    else if (toggle) this.change({ [toggle.key]: withValue(state[toggle.key], input.value, !input.checked) });
  }
}

/** An open menu closes when something else is clicked or comes into focus, and by Escape. */
function closeOutside(): void {
  const menus = [...document.querySelectorAll<HTMLDetailsElement>("details.menu")];
  const close = (event: Event): void => {
    for (const menu of menus) if (!menu.contains(event.target as Node)) menu.open = false;
  };
  document.addEventListener("pointerdown", close);
  document.addEventListener("focusin", close);
  for (const menu of menus)
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary")?.focus();
      event.stopPropagation();
    });
}
