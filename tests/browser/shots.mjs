// Pictures of SVG files in Chromium, light, dark and printed; says which text leaves its box.
// node shots.mjs FOLDER FILE.svg...   (CHROMIUM names the browser, else /usr/bin/chromium)
import { chromium } from 'playwright-core';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, ...files] = process.argv.slice(2);
const MODES = { light: { colorScheme: 'light' }, dark: { colorScheme: 'dark' }, print: { media: 'print' } };

// Runs in the page: the texts of elements that are wider than the box around them.
function outside() {
  return [...document.querySelectorAll('.nodes g[data-id]')].flatMap((group) => {
    const box = group.querySelector('.edge').getBBox();
    const leaves = (text) => {
      const { x, width } = text.getBBox();
      return x < box.x + 1 || x + width > box.x + box.width - 1;
    };
    return [...group.querySelectorAll('text')].filter(leaves).map((text) => text.textContent);
  });
}

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
let failed = false;
for (const file of files) {
  for (const [mode, media] of Object.entries(MODES)) {
    const page = await browser.newPage();
    await page.emulateMedia(media);
    await page.goto(pathToFileURL(file).href);
    const [width, height] = await page.evaluate(() => {
      const { width, height } = document.documentElement;
      return [width.baseVal.value, height.baseVal.value];
    });
    await page.setViewportSize({ width: Math.ceil(width), height: Math.ceil(height) });
    const fonts = await page.evaluate(async () => {
      await document.fonts.ready;
      return [...document.fonts].filter((font) => font.status === 'error').map((font) => font.weight);
    });
    const wide = await page.evaluate(outside);
    for (const [what, list] of [['text leaves its box', wide], ['font not read', fonts]]) {
      if (list.length > 0) {
        console.log(`${file}, ${mode}: ${what}: ${list.join(', ')}`);
        failed = true;
      }
    }
    await page.screenshot({ path: join(folder, `${basename(file, '.svg')}-${mode}.png`) });
    await page.close();
  }
}
await browser.close();
process.exitCode = failed ? 1 : 0;
