/**
 * Square pictures made smaller by area: a new pixel is the mean of what it covers.
 *
 * Invariant: the sum of all grey is kept (times the ratio of areas); pixels lie row by row, 0 is empty.
 * Used for the data and for what is drawn on the page, so that the model sees both alike.
 */

export function resample(image: ArrayLike<number>, from: number, to: number): Float64Array {
  const ratio = from / to;
  const cover = Array.from({ length: to }, (_, index) => coverage(index * ratio, ratio));
  const result = new Float64Array(to * to);
  cover.forEach((rows, y) =>
    cover.forEach((columns, x) => {
      let sum = 0;
      for (const [row, height] of rows) {
        for (const [column, width] of columns) sum += image[row * from + column]! * height * width;
      }
      result[y * to + x] = sum / (ratio * ratio);
    }),
  );
  return result;
}

/** Which pixels a stretch covers, each with how much of it. */
function coverage(start: number, length: number): readonly (readonly [number, number])[] {
  const covered: [number, number][] = [];
  for (let pixel = Math.floor(start); pixel < start + length; pixel++) {
    const share = Math.min(pixel + 1, start + length) - Math.max(pixel, start);
    if (share > 1e-9) covered.push([pixel, share]);
  }
  return covered;
}
