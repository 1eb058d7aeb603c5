(() => {
  const overlaps = [];
  const box = (e) => e.getBoundingClientRect();
  const meet = (a, b, by) => a.x + by < b.right && b.x + by < a.right && a.y + by < b.bottom && b.y + by < a.bottom;
  const name = (e) => e.textContent.trim() || e.closest("g")?.dataset.name || e.getAttribute("class");
  const all = (selector) => [...document.querySelectorAll(selector)];
  const texts = all("text").map((e) => ({ e, box: box(e) }));
  const bodies = all(".node .body").map((e) => ({ e, box: box(e) }));
  const sheet = box(document.documentElement);
  const pairs = (list, by) => list.forEach((a, i) => list.slice(i + 1).forEach((b) => {
    if (meet(a.box, b.box, by)) overlaps.push(`${name(a.e)} over ${name(b.e)}`);
  }));
  pairs(texts.map(({ e, box }) => ({ e, box: { x: box.x, right: box.right, y: box.y + 2, bottom: box.bottom - 2 } })), 0);
  pairs(bodies, 0);
  texts.forEach(({ e, box: b }) => {
    const body = e.closest(".node")?.querySelector(".body");
    const within = body ? box(body) : sheet;
    if (b.x < within.x || b.right > within.right || b.y < within.y || b.bottom > within.bottom) {
      overlaps.push(`${name(e)} out of ${body ? "its service" : "the picture"}`);
    }
  });
  all("path.hang, path.way, path.flow, path.rail").forEach((path) => {
    const length = path.getTotalLength(), at = path.getScreenCTM();
    for (let i = 1; i < 60; i++) {
      const p = path.getPointAtLength(length * i / 60).matrixTransform(at);
      const inside = (b) => b.x + 1 < p.x && p.x < b.right - 1 && b.y + 1 < p.y && p.y < b.bottom - 1;
      const hit = bodies.find((b) => inside(b.box)) ?? texts.find((t) => inside(t.box));
      if (hit) {
        overlaps.push(`an edge over ${name(hit.e)}`);
        break;
      }
    }
  });
  return { texts: texts.length, overlaps };
})()
