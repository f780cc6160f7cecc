"use strict";
// Conveniences only: the page says everything without this script.
for (const form of document.querySelectorAll("form.filter")) {
  const list = document.getElementById(form.dataset.for);
  const items = [...list.querySelectorAll("[data-item]")];
  const texts = items.map((item) => item.textContent.toLowerCase());
  const find = form.querySelector("input");
  const kind = form.querySelector("select");
  const shown = form.querySelector(".shown");
  const apply = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    items.forEach((item, index) => {
      const wanted =
        (!kind || !kind.value || item.dataset.kind === kind.value) &&
        words.every((word) => texts[index].includes(word));
      item.hidden = !wanted;
      if (wanted) count += 1;
    });
    shown.textContent = count + " of " + items.length + " shown";
  };
  let waiting = 0;
  form.addEventListener("input", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(apply);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of form.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      for (const item of items) {
        if (!item.hidden) item.open = button.dataset.open === "true";
      }
    });
  }
  form.hidden = false;
  apply();
}
// Paper cannot be opened: print what is folded, and fold it again afterwards.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const item of folded) item.open = true;
});
addEventListener("afterprint", () => {
  for (const item of folded) item.open = false;
});
