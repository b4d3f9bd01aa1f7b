/**
 * Winograd's F(4×4, 3×3) and F(2×2, 3×3): their transforms, and which of them a convolution takes.
 *
 * Source: Lavin and Gray, Fast Algorithms for Convolutional Neural Networks (2016); the points are 0, ±1, ±2
 * and infinity, or 0, ±1 and infinity. Invariant: each form is exact for exact numbers.
 */

/** What makes `tile` × `tile` results of a 3×3 window from `patch` × `patch` inputs and as many products. */
export interface WinogradForm {
  readonly patch: number;
  readonly tile: number;
  /** What a patch of the input becomes. */
  readonly ofInput: readonly (readonly number[])[];
  /** What a filter becomes. */
  readonly ofFilter: readonly (readonly number[])[];
  /** What products become. */
  readonly ofResult: readonly (readonly number[])[];
}

const large: WinogradForm = {
  patch: 6,
  tile: 4,
  ofInput: [
    [4, 0, -5, 0, 1, 0],
    [0, -4, -4, 1, 1, 0],
    [0, 4, -4, -1, 1, 0],
    [0, -2, -1, 2, 1, 0],
    [0, 2, -1, -2, 1, 0],
    [0, 4, 0, -5, 0, 1],
  ],
  ofFilter: [
    [1 / 4, 0, 0],
    [-1 / 6, -1 / 6, -1 / 6],
    [-1 / 6, 1 / 6, -1 / 6],
    [1 / 24, 1 / 12, 1 / 6],
    [1 / 24, -1 / 12, 1 / 6],
    [0, 0, 1],
  ],
  ofResult: [
    [1, 1, 1, 1, 1, 0],
    [0, 1, -1, 2, -2, 0],
    [0, 1, 1, 4, 4, 0],
    [0, 1, -1, 8, -8, 1],
  ],
};

const small: WinogradForm = {
  patch: 4,
  tile: 2,
  ofInput: [
    [1, 0, -1, 0],
    [0, 1, 1, 0],
    [0, -1, 1, 0],
    [0, 1, 0, -1],
  ],
  ofFilter: [
    [1, 0, 0],
    [1 / 2, 1 / 2, 1 / 2],
    [1 / 2, -1 / 2, 1 / 2],
    [0, 0, 1],
  ],
  ofResult: [
    [1, 1, 1, 0],
    [0, 1, -1, -1],
  ],
};

/** The convolution as it stands, as if it were such a form: no transforms. */
const plain = { patch: 3, tile: 1 };

/** Products that are done in the time in which one number of a filter comes from memory. */
const productsToRead = 5;

/** The form with fewer numbers in its filters is taken where it takes at most so many times as long. */
const worthLessMemory = 7 / 6;

/** The form for results of `height` × `width`; undefined: none of them pays. */
export function chooseForm(height: number, width: number): WinogradForm | undefined {
  // Of one channel and filter. A patch's numbers are all multiplied in every tile, and read once.
  const cost = ({ patch, tile }: { readonly patch: number; readonly tile: number }): number => {
    const tiles = Math.ceil(height / tile) * Math.ceil(width / tile);
    return patch ** 2 * (tiles + productsToRead);
  };
  const enough = worthLessMemory * Math.min(...[plain, small, large].map(cost));
  if (cost(plain) <= enough) return undefined;
  return cost(small) <= enough ? small : large;
}
