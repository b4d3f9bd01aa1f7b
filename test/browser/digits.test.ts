/**
 * The drawing page in a real browser: digits drawn with the mouse are read right.
 *
 * Runs where Chromium is found (or where the variable CHROMIUM says it is), else counts as skipped.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser, Page } from "playwright-core";
import type { ViteDevServer } from "vite";
import { readDigits } from "../../examples/digits/data.ts";
import { servePage } from "../../examples/digits/serve.ts";
import { compile } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { chromium, launchChromium } from "./chromium.ts";

const weights = new URL("../../examples/digits/digits.safetensors", import.meta.url);

/** Strokes on a pad of 280×280, as lists of places. */
const drawings: Readonly<Record<string, readonly (readonly (readonly [number, number])[])[]>> = {
  "0": [circle(140, 140, 60, 85)],
  "1": [[[140, 50], [140, 230]]],
  "7": [[[80, 65], [200, 65], [120, 230]]],
}; // prettier-ignore

function circle(x: number, y: number, width: number, height: number): [number, number][] {
  return Array.from({ length: 33 }, (_, step) => {
    const angle = (step / 32) * 2 * Math.PI;
    return [x + width * Math.sin(angle), y - height * Math.cos(angle)];
  });
}

/** What `npm run digits` leaves: the module of today's compiler, and weights where there are none yet. */
async function prepareExample(): Promise<void> {
  const source = new URL("../../examples/digits/digits.nn", import.meta.url);
  const { files } = compile(createSource("digits.nn", readFileSync(source, "utf8")));
  writeFileSync(new URL("digits.nn.ts", source), files[0]!.text);
  if (existsSync(weights)) return;
  const { trainDigits } = await import("../../examples/digits/train.ts");
  const net = trainDigits(readDigits("train"), 1, () => {});
  writeFileSync(weights, net.save());
}

describe.skipIf(chromium === undefined)("the drawing page", () => {
  let server: ViteDevServer;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    await prepareExample();
    server = await servePage(0);
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 900, height: 620 } });
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    await page.goto(server.resolvedUrls!.local[0]!);
    await page.waitForSelector("#confidences li");
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  for (const [digit, strokes] of Object.entries(drawings)) {
    it(`reads a ${digit}`, async () => {
      await page.click("#clear");
      const box = (await page.locator("#pad").boundingBox())!;
      for (const stroke of strokes) {
        const [[startX, startY] = [0, 0], ...rest] = stroke;
        await page.mouse.move(box.x + startX, box.y + startY);
        await page.mouse.down();
        for (const [x, y] of rest) await page.mouse.move(box.x + x, box.y + y, { steps: 4 });
        await page.mouse.up();
      }
      mkdirSync(new URL("../artefacts/", import.meta.url), { recursive: true });
      const shot = new URL(`../artefacts/digit-${digit}.png`, import.meta.url);
      writeFileSync(shot, await page.screenshot());
      expect(await page.locator("#confidences").getAttribute("data-reading")).toBe(digit);
      expect(readFileSync(shot).length).toBeGreaterThan(1000);
      expect(problems).toEqual([]);
    });
  }
});
