// A report as HTML in Chromium: filter, search, navigation, colours, pictures, width of the page, contrast, print.
// node page.mjs FOLDER FILE.html...   (CHROMIUM names the browser, else /usr/bin/chromium)
import { chromium } from 'playwright-core';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, ...files] = process.argv.slice(2);
const WIDTHS = { desktop: { width: 1440, height: 1000 }, phone: { width: 390, height: 844 } };
let failed = false;

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });

async function open(file, options) {
  const page = await browser.newPage({ reducedMotion: 'reduce', ...options });
  const check = (holds, what) => {
    if (holds) return;
    console.log(`${basename(file)}, ${options.colorScheme ?? 'light'}, ${options.viewport.width}: ${what}`);
    failed = true;
  };
  page.on('console', (message) => check(message.type() !== 'error', `console: ${message.text()}`));
  page.on('pageerror', (error) => check(false, `error: ${error.message}`));
  page.on('request', (request) => check(request.url().startsWith('file:'), `request: ${request.url()}`));
  await page.goto(pathToFileURL(file).href);
  return { page, check };
}

// Runs in the page: texts with less contrast than WCAG AA asks for.
function faint() {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r, g, b]) => [[r, 0.2126], [g, 0.7152], [b, 0.0722]]
    .map(([value, part]) => part * (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4))
    .reduce((a, b) => a + b);
  const known = new Map();
  const colour = (text) => { if (!known.has(text)) known.set(text, rgba(text)); return known.get(text); };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const found = colour(getComputedStyle(at).backgroundColor);
      if (found[3] === 255) return found;
    }
    return [255, 255, 255, 255];
  };
  const found = new Map();
  for (const element of document.querySelectorAll('body *:not(svg *, script)')) {
    const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join('');
    if (!text || element.closest('[hidden], .self, option, caption') || !element.checkVisibility()) continue;
    const [a, b] = [luminance(colour(getComputedStyle(element).color)), luminance(ground(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) found.set(`${element.tagName} ${element.className}`, `${contrast.toFixed(2)} ${text.slice(0, 30)}`);
  }
  return [...found].map((pair) => pair.join(': '));
}

const shown = (page) => page.$$eval('[data-severity]:not([hidden])', (all) => all.filter((one) => one.checkVisibility())
  .map(({ id, dataset, textContent }) => ({ id, ...dataset, text: textContent.toLowerCase() })));
const output = (page) => page.textContent('.filter output');

async function filters({ page, check }) {
  if (!(await page.$('.filter'))) return;
  const all = await shown(page);
  const counted = async (list, what) => {
    const now = await shown(page);
    check(now.map(({ id }) => id).join() === list.map(({ id }) => id).join(), `${what}: ${now.length} shown, ${list.length} expected`);
    check(await output(page) === `${list.length} of ${all.length} threats`, `${what}: says ${await output(page)}`);
  };
  await counted(all, 'at first');
  for (const facet of ['severity', 'category', 'status']) {
    for (const value of new Set(all.map((threat) => threat[facet]))) {
      if (!(await page.$(`.filter [name=${facet}]`))) continue;
      await page.selectOption(`.filter [name=${facet}]`, value);
      await counted(all.filter((threat) => threat[facet] === value), `${facet} ${value}`);
    }
    if (await page.$(`.filter [name=${facet}]`)) await page.selectOption(`.filter [name=${facet}]`, '');
  }
  // All of them together.
  const one = all[Math.floor(all.length / 3)];
  const word = one.text.match(/\p{L}{6,}/u)[0];
  await page.fill('.filter [name=words]', `${word.toUpperCase()} `);
  await counted(all.filter(({ text }) => text.includes(word)), `word ${word}`);
  for (const facet of ['severity', 'category']) {
    if (await page.$(`.filter [name=${facet}]`)) await page.selectOption(`.filter [name=${facet}]`, one[facet]);
  }
  await counted(all.filter((threat) => threat.text.includes(word) && threat.severity === one.severity
    && threat.category === one.category), 'together');
  await page.fill('.filter [name=words]', 'no-such-word-anywhere');
  await counted([], 'nothing');
  // A link to what is hidden brings it back.
  await page.evaluate((id) => { location.hash = `#${id}`; }, all.at(-1).id);
  await page.waitForTimeout(100);
  await counted(all, 'after a link to a hidden threat');
  const { top, bar } = await page.evaluate((id) => ({
    top: document.getElementById(id).getBoundingClientRect().top,
    bar: document.querySelector('.filter').getBoundingClientRect().bottom,
  }), all.at(-1).id);
  check(top >= Math.min(bar, 140) - 1, `a jump ends below the bars: ${top}, ${bar}`);
  await page.fill('.filter [name=words]', word);
  await page.click('.filter [type=reset]');
  await page.waitForTimeout(50);
  await counted(all, 'after show all');
}

async function searches({ page, check }) {
  await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 900); });
  const before = await page.evaluate(() => scrollY);
  await page.keyboard.press('/');
  check(await page.evaluate(() => document.activeElement.matches('.search input')), '/ focuses the search');
  check(await page.evaluate(() => scrollY) === before, '/ moves the page');
  const row = await page.$eval('main tr[id]', ({ id, cells }) => ({ id, name: cells[1].textContent.trim() }));
  await page.keyboard.type(row.name);
  const options = await page.$$eval('.found [role=option] > span:first-child', (all) => all.map((one) => one.textContent.toLowerCase()));
  check(options.some((option) => option.includes(row.name.toLowerCase())), `search for ${row.name}: ${options}`);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(100);
  check(await page.evaluate(() => document.querySelector(':target') !== null), 'Enter jumps to what is found');
  check(await page.isHidden('.found'), 'the list closes');
  await page.keyboard.press('/');
  await page.keyboard.type('no-such-word-anywhere');
  check((await page.textContent('.found')) === 'Nothing found.', 'says that nothing is found');
  await page.keyboard.press('Escape');
  check(await page.isHidden('.found'), 'Escape closes the list');
}

async function colours({ page, check }, scheme) {
  const dark = () => page.evaluate(() => {
    const ground = (element, property) => getComputedStyle(element)[property].match(/\d+/g).slice(0, 3).every((part) => part < 90);
    const drawing = document.querySelector('svg .page');
    return [ground(document.body, 'backgroundColor'), !drawing || ground(drawing, 'fill') === ground(document.body, 'backgroundColor')];
  });
  for (const [choice, expected] of [['Auto', scheme === 'dark'], ['Light', false], ['Dark', true], ['Auto', scheme === 'dark']]) {
    const [page_, same] = await dark();
    check(await page.textContent('.colours') === choice, `the button says ${choice}`);
    check(page_ === expected && same, `${choice}: dark is ${page_}, drawings like the page is ${same}`);
    if (choice === 'Dark') {
      // The browser stores it in its own time.
      await page.waitForTimeout(500);
      await page.reload();
      check((await dark())[0] && await page.textContent('.colours') === 'Dark', 'the choice is remembered');
    }
    await page.click('.colours');
  }
  // Back to auto.
  await page.click('.colours');
  await page.click('.colours');
}

async function navigation({ page, check }, phone) {
  const last = (await page.$$eval('.sections > ul > li > a', (all) => all.map((link) => link.hash))).at(-1);
  if (phone) {
    check(await page.isHidden('.sections'), 'the menu is closed');
    await page.click('.menu');
    check(await page.isVisible('.sections'), 'the menu opens');
  }
  await page.click(`.sections > ul > li > a[href="${last}"]`);
  await page.waitForTimeout(150);
  const current = await page.$eval('.sections [aria-current]', (link) => link.closest('.sections > ul > li').firstElementChild.hash);
  check(current === last, `the current section is ${current}, not ${last}`);
  if (phone) check(await page.isHidden('.sections'), 'the menu closes');
}

async function pictures({ page, check }) {
  const enlarge = await page.$('figcaption button');
  if (!enlarge) return;
  const ids = () => page.$$eval('[id]', (all) => all.length - new Set(all.map((one) => one.id)).size);
  await enlarge.click();
  check(await page.isVisible('dialog svg') && await ids() === 0, 'a picture opens large');
  await page.keyboard.press('Escape');
  await page.waitForTimeout(50);
  check(!(await page.$('dialog')) && !(await page.$('.picture:empty')), 'the picture is back in its place');
}

for (const file of files) {
  for (const [name, viewport] of Object.entries(WIDTHS)) {
    for (const colorScheme of ['light', 'dark']) {
      const opened = await open(file, { viewport, colorScheme });
      const { page, check } = opened;
      await page.screenshot({ path: join(folder, `${basename(file, '.html')}-${name}-${colorScheme}.png`) });
      const [wide, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      check(wide <= width, `the page is ${wide} wide in a window of ${width}`);
      for (const text of await page.evaluate(faint)) check(false, `contrast ${text}`);
      await navigation(opened, name === 'phone');
      await filters(opened);
      await searches(opened);
      await colours(opened, colorScheme);
      await pictures(opened);
      await page.close();
    }
  }
  const plain = await open(file, { viewport: WIDTHS.phone, javaScriptEnabled: false });
  const hidden = await plain.page.$$eval('.filter, .search, .colours, .menu', (all) => all.filter((one) => one.checkVisibility()).length)
    .catch(() => 0);
  plain.check(hidden === 0, 'without script nothing is offered that needs it');
  await plain.page.screenshot({ path: join(folder, `${basename(file, '.html')}-plain.png`) });
  await plain.page.pdf({ path: join(folder, `${basename(file, '.html')}.pdf`), format: 'A4', printBackground: false });
  await plain.page.close();
}
await browser.close();
console.log(failed ? 'failed' : 'all checks pass');
process.exitCode = failed ? 1 : 0;
