/** Where Chromium is found (or where the variable CHROMIUM says it is), and how tests start it. */
import { existsSync } from "node:fs";
import type { Browser } from "playwright-core";

export const chromium = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));

export async function launchChromium(): Promise<Browser> {
  const { chromium: driver } = await import("playwright-core");
  return driver.launch({
    executablePath: chromium!,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
  });
}
