// The gallery and the model page, once JavaScript runs.
import { select } from "d3-selection";

select(document.documentElement).classed("app", true);
