"use strict";
// Conveniences only: the page says everything without this script.
for (const form of document.querySelectorAll("form.filter")) {
  const list = document.getElementById(form.dataset.for);
  const items = [...list.querySelectorAll("[data-item]")];
  // Read when somebody looks for something: a long page is open sooner.
  let texts;
  const find = form.querySelector("input");
  const kind = form.querySelector("select.kind");
  const order = form.querySelector("select.order");
  const shown = form.querySelector(".shown");
  const apply = () => {
    if (find.value) texts ??= items.map((item) => item.textContent.toLowerCase());
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    items.forEach((item, index) => {
      const wanted =
        (!kind || !kind.value || item.dataset.kind === kind.value) &&
        words.every((word) => texts[index].includes(word));
      item.hidden = !wanted;
      if (wanted) count += 1;
    });
    shown.textContent = form.dataset.shown.replace("%1", count).replace("%2", items.length);
  };
  let waiting = 0;
  form.addEventListener("input", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(apply);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  if (order) {
    const words = new Intl.Collator(undefined, { numeric: true });
    const by = (name) => (a, b) => words.compare(a.dataset[name], b.dataset[name]);
    order.addEventListener("change", () => {
      for (const rows of list.querySelectorAll("tbody")) {
        // The order in which they came is by kind.
        const wanted = items.filter((item) => item.parentNode === rows);
        if (order.value !== "kind") wanted.sort(by(order.value));
        rows.append(...wanted);
      }
    });
  }
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
// Who follows a record wants to see it open.
const follow = () => {
  const target = location.hash.startsWith("#record-") && document.getElementById(location.hash.slice(1));
  if (!target) return;
  target.open = true;
  target.querySelector("summary").focus();
};
addEventListener("hashchange", follow);
// The same address a second time changes nothing, and is meant all the same.
addEventListener("click", (event) => {
  if (event.target.closest("a[href^='#record-']")) setTimeout(follow);
});
follow();
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => {
    document.documentElement.classList.toggle("summary", button.dataset.print === "summary");
    print();
  });
  button.parentNode.hidden = false;
}
// Paper cannot be opened: print what is folded, and fold it again afterwards.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const item of folded) item.open = true;
});
addEventListener("afterprint", () => {
  for (const item of folded) item.open = false;
  document.documentElement.classList.remove("summary");
});
