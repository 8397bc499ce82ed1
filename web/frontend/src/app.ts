// The gallery, a model's page and the list of rules, once JavaScript runs: each loads only what it needs.
const root = document.documentElement;
root.classList.add("app");

if (document.body.classList.contains("gallery")) {
  const { startGallery } = await import("./gallery/page");
  startGallery();
} else if (document.body.classList.contains("model")) {
  const { startModel } = await import("./model/page");
  await startModel();
} else if (document.body.classList.contains("rules")) {
  const { startRules } = await import("./rules/page");
  startRules();
}
root.classList.add("ready");

export {};
