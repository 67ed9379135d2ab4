// Makes elements. Text goes in as text, never as markup: names and messages come from outside.

/** @param {string} name @param {object} [attributes] @param {...(Node|string|null|undefined)} children */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  apply(node, attributes);
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  apply(node, attributes);
  node.append(...children);
  return node;
}

function apply(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === 'style') Object.assign(node.style, value);
    else if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? '' : String(value));
  }
}

export const $ = id => document.getElementById(id);

/** Sets a text only when it is another, so that screen readers are not woken for nothing. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Fills a select, keeps what is chosen, and leaves it alone while nothing changed. */
export function options(select, choices, chosen) {
  const now = JSON.stringify(choices);
  if (select.dataset.choices !== now) {
    select.dataset.choices = now;
    select.replaceChildren(...choices.map(choice => el('option', { value: choice.value }, choice.text)));
  }
  if (select.value !== chosen) select.value = chosen;
}
