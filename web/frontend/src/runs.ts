// Runs as they go: the list, and the curves of one run or of several.
import { watchList } from "./runs/list";
import { showCurves } from "./runs/page";

const list = document.querySelector<HTMLElement>("table.runs");
const curves = document.querySelector<HTMLElement>("section.curves");

document.documentElement.classList.add("app");
if (list) watchList(list);
if (curves) showCurves(curves);
