// What the tests of the pages ask the browser. Each is an expression that is evaluated in the page.
({
  // The diagram lies in its frame, all of it, and every layer and edge lies in the diagram.
  cutOff: () => {
    const found = [];
    const frame = document.querySelector(".diagram .picture");
    const svg = frame.querySelector("svg");
    const outer = svg.getBoundingClientRect();
    const room = frame.getBoundingClientRect();
    const left = room.left - frame.scrollLeft, top = room.top - frame.scrollTop;
    if (outer.left < left || outer.top < top) found.push("the diagram begins outside its frame");
    if (outer.right > left + frame.scrollWidth + 1) found.push("the diagram ends right of what can be scrolled to");
    if (outer.bottom > top + frame.scrollHeight + 1) found.push("the diagram ends below what can be scrolled to");
    for (const each of svg.querySelectorAll("g.node, g.edge")) {
      const box = each.getBoundingClientRect();
      if (!box.width && !box.height) found.push(`${each.id} has no size`);
      if (box.left < outer.left || box.right > outer.right || box.top < outer.top || box.bottom > outer.bottom)
        found.push(`${each.id} is cut off`);
    }
    return found;
  },

  // Elements that reach out of the page to the right.
  tooWide: () =>
    [...document.querySelectorAll("body *")]
      .filter((each) => !each.closest(".diagram .picture, .hidden, thead"))
      .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map((each) => `${each.tagName}.${each.className}: ${each.textContent.trim().slice(0, 30)}`),

  // Texts whose contrast with what they stand on is below WCAG's AA for small text.
  faint: () => {
    const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
    const light = (colour) => {
      const [r, g, b] = channels(colour)
        .slice(0, 3)
        .map((each) => each / 255)
        .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (element) => {
      for (let each = element; each; each = each.parentElement) {
        const colour = getComputedStyle(each).backgroundColor;
        if (channels(colour)[3] !== 0) return colour;
      }
      return "rgb(255, 255, 255)";
    };
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const element = walk.currentNode.parentElement;
      if (!walk.currentNode.textContent.trim() || element.closest("svg, .hidden, .skip")) continue;
      const [a, b] = [getComputedStyle(element).color, ground(element)].map(light);
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${walk.currentNode.textContent.trim().slice(0, 30)}`);
    }
    return found;
  },
})
