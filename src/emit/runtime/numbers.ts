/** a % b with the sign of b. */
export function modulo(a: number, b: number): number {
  return a - b * Math.floor(a / b);
}

/** The nearest whole number, halves to the even one. */
export function roundHalfEven(x: number): number {
  const nearest = Math.round(x);
  return nearest - x === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}

/** The error function, by the rational approximations of W. J. Cody (1969); error below 2e-16. */
export function erf(x: number): number {
  const y = Math.abs(x);
  if (!(y > 0.46875)) return x * erfCentral(y * y);
  const value = 1 - Math.exp(-y * y) * (y <= 4 ? erfMiddle(y) : erfFar(y));
  return x < 0 ? -value : value;
}

function erfCentral(z: number): number {
  const top =
    (((0.185777706184603153 * z + 3.1611237438705656) * z + 113.864154151050156) * z +
      377.485237685302021) *
      z +
    3209.37758913846947;
  const bottom =
    (((z + 23.6012909523441209) * z + 244.024637934444173) * z + 1282.61652607737228) * z +
    2844.23683343917062;
  return top / bottom;
}

function erfMiddle(y: number): number {
  const top =
    (((((((2.15311535474403846e-8 * y + 0.564188496988670089) * y + 8.88314979438837594) * y +
      66.1191906371416295) *
      y +
      298.635138197400131) *
      y +
      881.95222124176909) *
      y +
      1712.04761263407058) *
      y +
      2051.07837782607147) *
      y +
    1230.33935479799725;
  const bottom =
    (((((((y + 15.7449261107098347) * y + 117.693950891312499) * y + 537.181101862009858) * y +
      1621.38957456669019) *
      y +
      3290.79923573345963) *
      y +
      4362.61909014324716) *
      y +
      3439.36767414372164) *
      y +
    1230.33935480374942;
  return top / bottom;
}

function erfFar(y: number): number {
  const z = 1 / (y * y);
  const top =
    ((((0.0163153871373020978 * z + 0.305326634961232344) * z + 0.360344899949804439) * z +
      0.125781726111229246) *
      z +
      0.0160837851487422766) *
      z +
    0.000658749161529837803;
  const bottom =
    ((((z + 2.56852019228982242) * z + 1.87295284992346725) * z + 0.527905102951428412) * z +
      0.0605183413124413191) *
      z +
    0.00233520497626869185;
  return (0.56418958354775628695 - (z * top) / bottom) / y;
}
