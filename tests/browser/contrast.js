// Returns what of a page's text stands out too little (WCAG 2.2, 1.4.3), with the contrast it has.
const WHITE = [255, 255, 255, 1];

function channels(colour) {
  const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
  return [red, green, blue, alpha];
}

function over(upper, lower) {
  const mixed = [0, 1, 2].map((at) => upper[at] * upper[3] + lower[at] * (1 - upper[3]));
  return [...mixed, 1];
}

function luminance(colour) {
  const [red, green, blue] = colour.map((each) => {
    const share = each / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ancestry(element) {
  return element ? [...ancestry(element.parentElement), element] : [];
}

function contrast(element, style) {
  const parents = ancestry(element).map((each) => getComputedStyle(each));
  const ground = parents.reduce((below, each) => over(channels(each.backgroundColor), below), WHITE);
  const [red, green, blue, alpha] = channels(style.color);
  const opacity = parents.reduce((product, each) => product * each.opacity, alpha);
  const [darker, lighter] = [luminance(over([red, green, blue, opacity], ground)), luminance(ground)]
    .sort((one, other) => one - other);
  return (lighter + 0.05) / (darker + 0.05);
}

function problem(element, text, pseudo) {
  const style = getComputedStyle(element, pseudo);
  if (!text.trim() || !element.checkVisibility({ visibilityProperty: true })) return [];
  const size = parseFloat(style.fontSize);
  const isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
  const found = contrast(element, style);
  return found < (isLarge ? 3 : 4.5) ? [`${found.toFixed(2)} ${element.className}: ${text}`] : [];
}

async function settled() {
  // A colour that fades in is not yet the one that a person reads.
  const fading = () => document.getAnimations().filter((each) => each instanceof CSSTransition);
  while (fading().length > 0) await Promise.allSettled(fading().map((each) => each.finished));
}

await settled();
const problems = [];
for (const each of document.body.querySelectorAll(":not(script, noscript, style, option, svg *)")) {
  for (const node of each.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) problems.push(...problem(each, node.data));
  }
  if (each.matches("input, textarea, select")) {
    problems.push(...problem(each, each.value), ...problem(each, each.placeholder ?? "", "::placeholder"));
  }
}
return problems;
