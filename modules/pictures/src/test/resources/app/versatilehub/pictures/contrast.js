(() => {
  const parse = (text) => {
    const [r, g, b, a] = text.match(/[\d.]+/g).map(Number);
    return { r, g, b, a: a ?? 1 };
  };
  const over = (top, ground) => {
    const mix = (n) => top[n] * top.a + ground[n] * (1 - top.a);
    return { r: mix("r"), g: mix("g"), b: mix("b"), a: 1 };
  };
  const light = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const ground = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.unshift(parse(getComputedStyle(e).backgroundColor));
    return layers.reduce((below, top) => over(top, below), { r: 255, g: 255, b: 255, a: 1 });
  };
  const shapes = [...document.querySelectorAll("svg rect, svg path.body")].filter((s) => getComputedStyle(s).fill !== "none");
  const painted = (text) => {
    const box = text.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    return shapes.filter((s) => {
      const b = s.getBoundingClientRect();
      return b.x <= x && x <= b.right && b.y <= y && y <= b.bottom;
    }).reduce((below, s) => {
      const style = getComputedStyle(s);
      return over({ ...parse(style.fill), a: Number(style.fillOpacity) }, below);
    }, ground(text.ownerSVGElement.parentElement));
  };
  let looked = 0;
  const faint = [];
  const look = (element, ink, paper) => {
    looked++;
    const found = ratio(ink, paper);
    if (found < 4.5) faint.push(`${element.tagName} ${element.className.baseVal ?? element.className} '${element.textContent.trim().slice(0, 30)}': ${found.toFixed(2)}`);
  };
  for (const text of document.querySelectorAll("svg text")) {
    if (text.checkVisibility()) look(text, parse(getComputedStyle(text).fill), painted(text));
  }
  for (const element of document.querySelectorAll("body :not(svg *, script)")) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (own && element.checkVisibility()) look(element, parse(getComputedStyle(element).color), ground(element));
  }
  return { looked, faint };
})()
