// The drawing as something to move about in: drag, wheel, pinch, buttons, keys. d3-zoom does the work.
import { select } from "d3-selection";
import "d3-transition";
import { type D3ZoomEvent, type ZoomTransform, zoom, zoomIdentity, zoomTransform } from "d3-zoom";

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 28;
/** Room that is left for the buttons in the corners. */
const CORNER = 56;
const CLOSEST = 6;
/** Below this nothing can be read, from the other on names can. */
const [THREAD, LEGIBLE] = [0.4, 0.6];
/** A drawing is never shown larger than this where there is room for all of it. */
const LARGEST_FIT = 1.5;
const STEP = 1.3;

export class Canvas {
  private svg: SVGSVGElement | null = null;
  private size = { width: 1, height: 1 };
  /** How the drawing is laid again where its room has changed, unless a hand has moved it. */
  private settle: (() => void) | null = null;
  /** Where a hand has moved it. */
  private at: [number, number, number] | null = null;
  /** The room that it was laid in. */
  private laid = { width: 0, height: 0 };
  private readonly behaviour = zoom<SVGSVGElement, unknown>();

  /** `moved` is told the centre and the scale, or null where all is shown. */
  constructor(
    private readonly room: HTMLElement,
    private readonly moved: (at: [number, number, number] | null) => void,
    private readonly scaled: (scale: number) => void,
  ) {
    this.behaviour
      .filter((event: Event) => this.takes(event))
      .extent(() => [
        [0, 0],
        [room.clientWidth, room.clientHeight],
      ])
      .wheelDelta((event) => -event.deltaY * (event.deltaMode === 1 ? 0.05 : event.deltaMode ? 1 : 0.002) * 4)
      .on("zoom", (event: D3ZoomEvent<SVGSVGElement, unknown>) => this.apply(event.transform, !!event.sourceEvent));
    room.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    new ResizeObserver(() => this.resized()).observe(room);
    matchMedia("print").addEventListener("change", () => this.lay());
  }

  /** Puts another drawing in, with all of it shown, or what `at` says. */
  show(svg: SVGSVGElement, at: [number, number, number] | null): void {
    const [, , width = 1, height = 1] = (svg.getAttribute("viewBox") ?? "").split(/[\s,]+/).map(Number);
    this.size = { width, height };
    const view = document.createElementNS(SVG, "g");
    view.classList.add("view");
    view.append(...svg.querySelectorAll(":scope > g"));
    svg.append(view);
    this.svg = svg;
    this.lay();
    select(svg).call(this.behaviour);
    // It is put in where it belongs at once: browsers lay text out anew for each scale.
    if (at) this.go(at);
    else this.begin();
    this.room.querySelector("svg")?.remove();
    this.room.prepend(svg);
  }

  /** On paper the drawing is a picture of its own size; on a screen it is as large as its room. */
  private lay(): void {
    const { svg, size } = this;
    const onPaper = matchMedia("print").matches;
    const sizes = { viewBox: `0 0 ${size.width} ${size.height}`, width: `${size.width}pt`, height: `${size.height}pt` };
    for (const [name, value] of Object.entries(sizes)) {
      if (onPaper) svg?.setAttribute(name, value);
      else svg?.removeAttribute(name);
    }
    if (svg) this.place(onPaper ? zoomIdentity : zoomTransform(svg));
  }

  private place(transform: ZoomTransform): void {
    this.svg?.querySelector(".view")?.setAttribute("transform", transform.toString());
  }

  get drawing(): SVGSVGElement | null {
    return this.svg;
  }

  get natural(): { width: number; height: number } {
    return this.size;
  }

  /** The part of the room that a drawing is laid in: what lies over the corners is kept free above and below. */
  private get space(): { x: number; y: number; width: number; height: number } {
    const { width, height } = this.room.getBoundingClientRect();
    const over = (selector: string) => !!this.room.parentElement?.querySelector(`${selector}:not([hidden])`);
    const [top, bottom] = [over(".place") ? CORNER : MARGIN, over(".zoom") ? CORNER : MARGIN];
    return { x: MARGIN, y: top, width: width - 2 * MARGIN, height: height - top - bottom };
  }

  fit(smooth = true): void {
    const { x, y, width, height } = this.space;
    const scale = Math.max(Math.min(width / this.size.width, height / this.size.height, LARGEST_FIT), 0.02);
    this.behaviour.scaleExtent([Math.min(scale, 1) / 2, CLOSEST]);
    const [left, top] = [x + width / 2, y + height / 2];
    this.to(
      zoomIdentity
        .translate(left, top)
        .scale(scale)
        .translate(-this.size.width / 2, -this.size.height / 2),
      smooth,
    );
    this.settle = () => this.fit(false);
    this.at = null;
    this.moved(null);
  }

  /** All of the drawing; of one that would be a thread the beginning, across all of its room. */
  private begin(): void {
    this.fit(false);
    this.settle = () => this.begin();
    const { x, y, width, height } = this.space;
    const [across, down] = [width / this.size.width, height / this.size.height];
    const scale = Math.min(Math.max(across, down), LEGIBLE);
    if (this.scale > THREAD || scale < 1.4 * this.scale) return;
    const [left, top] = across > down ? [x + width / 2, y] : [x, y + height / 2];
    const [from, above] = across > down ? [this.size.width / 2, 0] : [0, this.size.height / 2];
    this.to(zoomIdentity.translate(left, top).scale(scale).translate(-from, -above), false);
  }

  zoomBy(factor: number): void {
    const { svg } = this;
    if (!svg) return;
    this.settle = null;
    const moving = select(svg).transition().duration(duration()).call(this.behaviour.scaleBy, factor);
    moving.on("end", () => this.told(zoomTransform(svg)));
  }

  panBy(x: number, y: number): void {
    if (this.svg) this.to(zoomTransform(this.svg).translate(x / this.scale, y / this.scale), false, true);
  }

  /** Brings a part of the drawing into view, if it is not there already, and so close that it can be read, if asked. */
  reveal(element: Element, closer = true): void {
    if (!this.svg) return;
    const box = element.getBoundingClientRect();
    const room = this.room.getBoundingClientRect();
    const inside =
      box.left >= room.left + 8 &&
      box.right <= room.right - 8 &&
      box.top >= room.top + 8 &&
      box.bottom <= room.bottom - 8;
    if (inside && (!closer || this.scale >= LEGIBLE)) return;
    const scale = closer ? Math.max(this.scale, 1) : this.scale;
    const [x, y] = zoomTransform(this.svg).invert([
      (box.left + box.right) / 2 - room.left,
      (box.top + box.bottom) / 2 - room.top,
    ]);
    this.to(this.centred(x, y, scale), true, true);
  }

  keyed(key: string): boolean {
    const far = 60;
    const keys: Record<string, () => void> = {
      "+": () => this.zoomBy(STEP),
      "=": () => this.zoomBy(STEP),
      "-": () => this.zoomBy(1 / STEP),
      "0": () => this.fit(),
      ArrowLeft: () => this.panBy(far, 0),
      ArrowRight: () => this.panBy(-far, 0),
      ArrowUp: () => this.panBy(0, far),
      ArrowDown: () => this.panBy(0, -far),
    };
    keys[key]?.();
    return key in keys;
  }

  private get scale(): number {
    return this.svg ? zoomTransform(this.svg).k : 1;
  }

  private go(at: [number, number, number]): void {
    const [x, y, scale] = at;
    this.behaviour.scaleExtent([Math.min(scale, 0.1), CLOSEST]);
    this.to(this.centred(x, y, scale), false);
    this.settle = null;
    this.at = at;
  }

  private centred(x: number, y: number, scale: number): ZoomTransform {
    const { width, height } = this.room.getBoundingClientRect();
    return zoomIdentity
      .translate(width / 2, height / 2)
      .scale(scale)
      .translate(-x, -y);
  }

  private to(transform: ZoomTransform, smooth: boolean, tell = false): void {
    if (!this.svg) return;
    const target = select(this.svg);
    if (smooth) target.transition().duration(duration()).call(this.behaviour.transform, transform);
    else target.call(this.behaviour.transform, transform);
    if (tell) this.told(transform);
  }

  private apply(transform: ZoomTransform, byHand: boolean): void {
    if (!matchMedia("print").matches) this.place(transform);
    this.scaled(transform.k);
    if (byHand) this.told(transform);
  }

  private told(transform: ZoomTransform): void {
    this.settle = null;
    const { width, height } = this.room.getBoundingClientRect();
    const [x, y] = transform.invert([width / 2, height / 2]);
    this.at = [x, y, transform.k];
    this.moved(this.at);
  }

  /** The room has changed. It is heard of anyway; who has changed it and goes on at once says so. */
  resized(): void {
    const { width, height } = this.room.getBoundingClientRect();
    if (!this.svg || (width === this.laid.width && height === this.laid.height)) return;
    this.laid = { width, height };
    if (this.settle) this.settle();
    else if (this.at) this.go(this.at);
  }

  /** A wheel moves, as it does on any page; with Ctrl, or pinched, it zooms. */
  private wheel(event: WheelEvent): void {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 20 : 1;
    const [x, y] = event.shiftKey && !event.deltaX ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
    this.panBy(-x * unit, -y * unit);
  }

  private takes(event: Event): boolean {
    if (event.type === "wheel") return (event as WheelEvent).ctrlKey || (event as WheelEvent).metaKey;
    return !(event as MouseEvent).button;
  }
}

function duration(): number {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 220;
}
