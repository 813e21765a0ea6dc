// Draw images/icon.png from images/icon.svg with the Chromium of the workbench tests. Run by hand when the drawing changes.
import { readFileSync } from "node:fs";
import path from "node:path";

import { chromium } from "playwright-core";

const SIDE = 128;
const images = path.resolve(import.meta.dirname, "../images");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
try {
  const page = await browser.newPage({ viewport: { width: SIDE, height: SIDE } });
  const drawing = readFileSync(path.join(images, "icon.svg"), "utf8");
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${drawing}`);
  await page.screenshot({ path: path.join(images, "icon.png"), omitBackground: true });
} finally {
  await browser.close();
}
