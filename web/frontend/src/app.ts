// The gallery and a model's page, once JavaScript runs: each loads only what it needs.
const root = document.documentElement;
root.classList.add("app");

if (document.body.classList.contains("gallery")) {
  const { startGallery } = await import("./gallery/page");
  startGallery();
} else if (document.body.classList.contains("model")) {
  const { startModel } = await import("./model/page");
  await startModel();
}
root.classList.add("ready");

export {};
