// Bundles each file that stands directly in src/ into ../static/build/. What they share, and what they load when it is
// needed (`await import("./editor")`), becomes files of its own. The fonts come from a package, through src/fonts.css.
import { copyFileSync, readdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const folder = new URL("src/", import.meta.url);
const out = new URL("../static/build/", import.meta.url);
const entries = readdirSync(folder, { withFileTypes: true }).filter((each) => each.isFile());

rmSync(out, { recursive: true, force: true });
await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: entries.map((each) => `src/${each.name}`),
  outdir: "../static/build",
  bundle: true,
  splitting: true,
  format: "esm",
  loader: { ".woff2": "file" },
  assetNames: "fonts/[name]",
  target: ["chrome111", "firefox115", "safari16.4"],
  minify: true,
  legalComments: "linked",
  logLevel: "warning",
});
// The licence of the font asks to be passed on with it.
copyFileSync(
  new URL("node_modules/@fontsource-variable/inter/LICENSE", import.meta.url),
  new URL("fonts/LICENSE.txt", out),
);
