/**
 * The bytes of WebAssembly as text in a module, which `decodeCode` at run time takes back.
 *
 * Invariant: what repeats in bytes repeats in the text, so that it compresses as the bytes do (in base64 it hardly
 * does: three bytes share four digits, in one of three ways). Digits of base 71 count from "0", without "\"; three more
 * say which 71 a larger number adds to. Numbers are bytes moved up by three, for those before 0, which are frequent,
 * to be small, too. No quotes, dollars or slashes are among the digits.
 */

const base = 71;
const shift = 3;

export function textOfBytes(bytes: Uint8Array): string {
  const texts = Array.from({ length: 256 }, (_, byte) => textOfNumber((byte + shift) % 256));
  return Array.from(bytes, (byte) => texts[byte]!).join("");
}

function textOfNumber(number: number): string {
  const digit = (value: number): string => {
    const code = "0".charCodeAt(0) + value;
    return String.fromCharCode(code < "\\".charCodeAt(0) ? code : code + 1);
  };
  const above = Math.floor(number / base);
  return (above === 0 ? "" : digit(base - 1 + above)) + digit(number % base);
}
