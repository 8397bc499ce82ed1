// Taking away what is seen: the drawing with the reader's own colours and choices, as SVG or PNG.
import { h } from "../shared/dom";

const SEEN = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-weight"];
const PNG_SCALE = 2;
/** Pixels of a canvas that every browser makes. */
const MOST_PIXELS = 16_000_000;

export interface Drawing {
  svg: SVGSVGElement;
  width: number;
  height: number;
}

export function saveSvg(drawing: Drawing, name: string): void {
  save(asFile(drawing), `${name}.svg`);
}

export async function savePng(drawing: Drawing, name: string): Promise<void> {
  const { width, height } = drawing;
  const scale = Math.min(PNG_SCALE, Math.sqrt(MOST_PIXELS / (width * height)));
  const canvas = h("canvas", { width: Math.ceil(width * scale), height: Math.ceil(height * scale) });
  const context = canvas.getContext("2d");
  if (!context) throw new Error("there is no canvas");
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const address = URL.createObjectURL(asFile(drawing));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
  } finally {
    URL.revokeObjectURL(address);
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob) save(blob, `${name}.png`);
}

/** The drawing as a file that looks the same without this page: what style sheets say is said by attributes. */
function asFile({ svg, width, height }: Drawing): Blob {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [...svg.querySelectorAll<SVGElement>(".view *")];
  for (const [index, element] of [...copy.querySelectorAll<SVGElement>(".view *")].entries()) {
    const original = originals[index];
    if (original) freeze(element, getComputedStyle(original));
  }
  copy.querySelector("style")?.remove();
  copy.querySelector(".view")?.removeAttribute("transform");
  for (const hidden of copy.querySelectorAll("[display=none]")) hidden.remove();
  for (const each of copy.querySelectorAll("[tabindex], [role], [aria-pressed]"))
    for (const name of ["tabindex", "role", "aria-pressed"]) each.removeAttribute(name);
  copy.removeAttribute("class");
  copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  copy.setAttribute("width", `${width}pt`);
  copy.setAttribute("height", `${height}pt`);
  return new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
}

function freeze(element: SVGElement, style: CSSStyleDeclaration): void {
  if (style.display === "none") element.setAttribute("display", "none");
  if (!["path", "polygon", "polyline", "ellipse", "text"].includes(element.tagName)) return;
  for (const name of SEEN) {
    const value = style.getPropertyValue(name);
    const isText = element.tagName === "text";
    if (name.startsWith("font") === isText || name === "fill") element.setAttribute(name, value);
  }
}

function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
