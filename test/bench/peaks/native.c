/*
 * The nanoseconds of 10⁹ multiplications and additions in the widest registers that the compiler knows here:
 * twelve chains of a = a · m + c, fused where the processor can. Argument: milliseconds to spend.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#if defined(__AVX512F__)
#define LANES 16
#elif defined(__AVX__)
#define LANES 8
#else
#define LANES 4
#endif

typedef float vector __attribute__((vector_size(4 * LANES)));
enum { CHAINS = 12, PASSES = 20000 };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e9 * t.tv_sec + t.tv_nsec;
}

static vector multiply_add(vector m, vector c) {
  vector a0 = c, a1 = c * 2, a2 = c * 3, a3 = c * 4, a4 = c * 5, a5 = c * 6;
  vector a6 = c * 7, a7 = c * 8, a8 = c * 9, a9 = c * 10, a10 = c * 11, a11 = c * 12;
  for (int i = 0; i < PASSES; i++) {
    a0 = a0 * m + c; a1 = a1 * m + c; a2 = a2 * m + c; a3 = a3 * m + c;
    a4 = a4 * m + c; a5 = a5 * m + c; a6 = a6 * m + c; a7 = a7 * m + c;
    a8 = a8 * m + c; a9 = a9 * m + c; a10 = a10 * m + c; a11 = a11 * m + c;
  }
  return a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11;
}

int main(int count, char **arguments) {
  double end = now() + 1e6 * (count > 1 ? atof(arguments[1]) : 50), best = 1e18;
  volatile float sink = 0;
  vector m = {0}, c = {0};
  m += 0.999f;
  c += 0.001f;
  do {
    double start = now();
    sink += multiply_add(m, c)[0];
    double spent = now() - start;
    if (spent < best) best = spent;
  } while (now() < end);
  printf("%f\n", best * 1e9 / (2.0 * LANES * CHAINS * PASSES));
  return 0;
}
