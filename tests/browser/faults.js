// What is wrong with any page, as sentences: headings, names of fields, sideways scroll,
// targets under 44 px, contrast under 4.5 (3 for large text).
() => {
  const faults = [];
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isSeen = (e) => {
    const box = e.getBoundingClientRect();
    return e.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.height > 1;
  };

  const h1 = all("h1").length;
  if (h1 !== 1) faults.push(`${h1} h1`);
  if (root.scrollWidth > root.clientWidth) faults.push(`${root.scrollWidth} px wide`);
  for (const field of all("input, select, textarea"))
    if (isSeen(field) && !field.labels.length) faults.push(`${field.name} has no label`);

  // Exempt: a link within a sentence; a radio, whose label is the target; the link that only
  // focus brings into sight; and a link that covers its whole row by ::after.
  const isExempt = (e) =>
    e.matches("[type=radio], .skip") ||
    (e.matches("a") && e.closest("p:not(.eyebrow), dd, li li")) ||
    getComputedStyle(e, "::after").position === "absolute";
  for (const target of all("a, button, summary, select, input, label.radio")) {
    const { width, height } = target.getBoundingClientRect();
    if (isSeen(target) && !isExempt(target) && Math.min(width, height) < 43.5)
      faults.push(`“${target.textContent.trim()}” is ${width} × ${height} px`);
  }

  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const part = (value) =>
      value / 255 <= 0.04045 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ground = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const [r, g, b, alpha = 1] = numbers(getComputedStyle(at).backgroundColor);
      if (alpha === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const poor = new Set();
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement;
    const text = texts.currentNode.textContent.trim();
    if (!text || !isSeen(e) || e.closest(".vh, .skip, option")) continue;
    const style = getComputedStyle(e);
    const [one, other] = [light(numbers(style.color)), light(ground(e))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) poor.add(`“${text}” has contrast ${ratio.toFixed(2)}`);
  }
  return [...faults, ...poor];
};
