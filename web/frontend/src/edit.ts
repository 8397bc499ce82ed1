// The editor: a spec as text beside its diagram.
import { start } from "./edit/page";

document.documentElement.classList.add("app");
start();
