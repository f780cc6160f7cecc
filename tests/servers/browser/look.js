// Opens a report in Chromium as people do, and says what it saw as one JSON document: look.js PAGE FOLDER [WHAT].
// Pictures of the page go into the folder. Works the page by the keyboard alone. WHAT is `all`, or `open`, which only takes
// the time, or `look`, which only takes pictures and prints.
const fs = require("fs");
const path = require("path");
const { pathToFileURL } = require("url");
const puppeteer = require("puppeteer-core");

const [page_file, folder, what = "all"] = process.argv.slice(2);
const url = pathToFileURL(path.resolve(page_file)).href;
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const saw = { requests: [], errors: [], barriers: [], too_wide: [], tabs: {} };

// Presses Tab until something that fits has the focus, as somebody without a mouse does.
async function tab_to(page, selector) {
  for (let presses = 1; presses < 2000; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) {
      saw.tabs[selector] = presses;
      return;
    }
  }
  throw new Error(`the keyboard never gets to ${selector}`);
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Chooses an entry of a list that has the focus, by its words. What is typed soon after would be taken for more of them.
async function choose(page, words) {
  await pause(1200);
  await page.keyboard.type(words);
  await settle(page);
}

const settle = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));

const shown = (page, attribute) =>
  page.evaluate(
    (name) =>
      [...document.querySelectorAll("#breaks-list [data-item]")]
        .filter((item) => !item.hidden)
        .map((item) => item.dataset[name]),
    attribute,
  );

async function barriers(page, where) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  for (const one of found.violations) {
    saw.barriers.push({ where, rule: one.id, help: one.help, nodes: one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)) });
  }
}

// What reaches beyond the window, and is not in an area of its own that scrolls.
const too_wide = (page) =>
  page.evaluate(() => {
    const wide = document.documentElement.clientWidth;
    const scrolls = (node) => node && node !== document.body && (getComputedStyle(node).overflowX !== "visible" || scrolls(node.parentElement));
    const beyond = [...document.querySelectorAll("main *, header *, nav *")].filter(
      (node) => node.getBoundingClientRect().right > wide + 1 && !scrolls(node.parentElement) && !node.closest(".skip"),
    );
    return { scrolls: document.documentElement.scrollWidth > wide, nodes: beyond.slice(0, 5).map((node) => node.outerHTML.slice(0, 160)) };
  });

async function opened(browser, width, scheme) {
  const page = await browser.newPage();
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }, { name: "prefers-reduced-motion", value: "reduce" }]);
  page.on("request", (request) => { if (request.url().split("#")[0] !== url) saw.requests.push(request.url()); });
  page.on("console", (message) => { if (["error", "warn"].includes(message.type())) saw.errors.push(message.text()); });
  page.on("pageerror", (error) => saw.errors.push(String(error)));
  await page.evaluateOnNewDocument(() => { window.print = () => { window.printed = document.documentElement.className; }; });
  const begun = Date.now();
  await page.goto(url, { waitUntil: "load" });
  saw.opened_ms = Math.max(saw.opened_ms || 0, Date.now() - begun);
  return page;
}

// A page is open once it answers: the load event, and then the first letter that somebody looks for among the breaks.
async function usable(browser) {
  const page = await opened(browser, 1280, "light");
  const form = "form[data-for='breaks-list']";
  if (await page.$(form)) {
    const before = await page.$eval(`${form} .shown`, (shown) => shown.textContent);
    const begun = Date.now();
    // No key and no value has this.
    await page.type(`${form} input`, "\u00a7");
    await page.waitForFunction((form, before) => document.querySelector(`${form} .shown`).textContent !== before, {}, form, before);
    saw.opened_ms += Date.now() - begun;
  }
  await page.close();
}

async function pictures(browser, forms) {
  for (const [width, scheme] of forms) {
    const page = await opened(browser, width, scheme);
    const wide = await too_wide(page);
    if (wide.scrolls || wide.nodes.length) saw.too_wide.push({ width, ...wide });
    // What is out of sight is painted only when somebody scrolls to it: a picture of all wants all.
    await page.evaluate(() => { for (const item of document.querySelectorAll(".cause")) item.style.contentVisibility = "visible"; });
    await page.screenshot({ path: path.join(folder, `${width}-${scheme}.png`), fullPage: true });
    await page.evaluate(() => { for (const item of document.querySelectorAll("details")) item.open = true; });
    await barriers(page, `${width} ${scheme}`);
    const open = await too_wide(page);
    if (open.scrolls || open.nodes.length) saw.too_wide.push({ width, opened: true, ...open });
    await page.close();
  }
}

async function by_keyboard(browser) {
  const page = await opened(browser, 1280, "light");
  saw.breaks = { all: await shown(page, "key"), kinds: await shown(page, "kind") };
  await tab_to(page, "[data-for=breaks-list] input");
  await page.keyboard.type(saw.breaks.all[1]);
  await settle(page);
  saw.breaks.found = await shown(page, "key");
  saw.breaks.said = await page.$eval("[data-for=breaks-list] .shown", (line) => line.textContent);
  await page.keyboard.down("Control");
  await page.keyboard.press("KeyA");
  await page.keyboard.up("Control");
  await page.keyboard.press("Backspace");
  await tab_to(page, "[data-for=breaks-list] select.kind");
  await choose(page, "date");
  saw.breaks.of_kind = await shown(page, "kind");
  await choose(page, "all");
  await tab_to(page, "[data-for=breaks-list] select.order");
  await choose(page, "record");
  saw.breaks.by_key = await shown(page, "key");
  await choose(page, "size");
  saw.breaks.by_size = await shown(page, "rank");
  await tab_to(page, "#breaks-list a.key");
  const wanted = await page.evaluate(() => document.activeElement.getAttribute("href"));
  await page.keyboard.press("Enter");
  await pause(100);
  saw.followed = await page.evaluate((id) => {
    const way = document.querySelector(id);
    const box = way.getBoundingClientRect();
    return {
      open: way.open,
      focused: document.activeElement === way.querySelector("summary"),
      in_sight: box.top >= 0 && box.top < innerHeight,
      text: way.textContent.replace(/\s+/g, " "),
    };
  }, wanted);
  await tab_to(page, "summary");
  await page.keyboard.press("Enter");
  saw.opened_by_enter = await page.evaluate(() => document.activeElement.parentNode.open);
  await page.evaluate(() => document.body.focus());
  await page.reload();
  await tab_to(page, "[data-print=summary]");
  await page.keyboard.press("Enter");
  saw.printed = await page.evaluate(() => window.printed);
  await page.pdf({ path: path.join(folder, "summary.pdf"), format: "A4", preferCSSPageSize: true });
  await page.evaluate(() => document.documentElement.classList.remove("summary"));
  await page.pdf({ path: path.join(folder, "whole.pdf"), format: "A4", preferCSSPageSize: true });
  await page.close();
}

(async () => {
  fs.mkdirSync(folder, { recursive: true });
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    headless: true,
    // The page is our own, and root has no sandbox.
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"],
  });
  try {
    saw.version = await browser.version();
    if (what === "open") await usable(browser);
    if (what === "all") {
      await pictures(browser, [[375, "light"], [1280, "light"], [1280, "dark"], [1920, "light"]]);
      await by_keyboard(browser);
    }
    if (what === "look") {
      await pictures(browser, [[375, "light"], [1280, "dark"]]);
      const page = await opened(browser, 1280, "light");
      await page.pdf({ path: path.join(folder, "whole.pdf"), format: "A4", preferCSSPageSize: true });
      await page.close();
    }
  } finally {
    await browser.close();
  }
  process.stdout.write(`${JSON.stringify(saw)}\n`);
})().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
